//! A shop that is started, asked over HTTP, and killed.
#![allow(dead_code, unreachable_pub, reason = "each test program takes what it needs")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use ureq::http::Response;
use ureq::{Agent, Body};

/// A shop that runs; dropped, it is killed.
pub struct Shop {
    pub process: Child,
    pub url: String,
    pub agent: Agent,
}

pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shop"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command
}

impl Shop {
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        let arguments: Vec<&str> = ["--port", "0"].iter().chain(arguments).copied().collect();
        let mut command = command(folder, &arguments);
        Self::run(&mut command)
    }

    /// Runs a command that becomes a shop.
    pub fn run(command: &mut Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.strip_prefix("listening on ").expect(&line).trim().to_owned();
        let config = Agent::config_builder().http_status_as_error(false);
        let agent = config.timeout_global(Some(Duration::from_secs(20))).build().into();
        Self { process, url, agent }
    }

    pub fn get(&self, path: &str) -> Response<Body> {
        self.agent.get(format!("{}{path}", self.url)).call().unwrap()
    }

    pub fn json(&self, path: &str) -> Value {
        let mut response = self.get(path);
        assert_eq!(response.status(), 200, "{path}");
        response.body_mut().read_json().unwrap()
    }

    pub fn post(&self, path: &str, body: &Value) -> Result<Response<Body>, ureq::Error> {
        self.agent.post(format!("{}{path}", self.url)).send_json(body)
    }

    /// Asks it to stop, as a service manager does, and waits until it has.
    #[cfg(unix)]
    pub fn stop(mut self, signal: &str) -> Option<i32> {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            match self.process.try_wait().unwrap() {
                Some(status) => return status.code(),
                None if Instant::now() > until => panic!("it does not stop"),
                None => thread::yield_now(),
            }
        }
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

pub fn header<'r>(response: &'r Response<Body>, name: &str) -> &'r str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}
