//! A client that keeps many connections busy from one thread, and the servers it talks to.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};

/// A server in a process of its own, killed when this goes.
#[derive(Debug)]
pub struct Server {
    child: Child,
    port: u16,
}

impl Server {
    /// Starts a program that announces itself as `listening on http://ADDRESS:PORT`.
    ///
    /// # Panics
    /// When the program cannot be started or ends before it listens.
    pub fn start(command: &mut Command) -> Self {
        let child = command.stdout(Stdio::piped()).spawn();
        let mut child = child.unwrap_or_else(|e| panic!("{command:?} does not start: {e}"));
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            let port = line.strip_prefix("listening on http://")?.rsplit(':').next()?;
            port.trim().parse().ok()
        });
        let Some(port) = port else { panic!("{command:?} ended before it listened") };
        Self { child, port }
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer as it came.
#[derive(Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Status line and headers.
    pub head: String,
    /// What follows them.
    pub body: Vec<u8>,
}

impl Response {
    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Connections that stay open, driven by the calling thread.
#[derive(Debug)]
pub struct Client {
    runtime: Runtime,
    connections: Vec<Connection>,
}

/// How long answers took.
type Times = Arc<Mutex<Vec<Duration>>>;

/// Makes the `n`th request: all its bytes.
pub type Request = Arc<dyn Fn(usize) -> Vec<u8> + Send + Sync>;

impl Client {
    /// Opens that many connections to a port of this machine.
    ///
    /// # Panics
    /// When the server does not answer.
    pub fn connect(port: u16, connections: usize) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let connections = (0..connections).map(|_| runtime.block_on(Connection::open(port)));
        Self { connections: connections.collect(), runtime }
    }

    /// Sends one request.
    ///
    /// # Panics
    /// When the server hangs up.
    pub fn send(&mut self, request: &[u8]) -> Response {
        let connection = self.connections.first_mut().expect("a connection");
        self.runtime.block_on(connection.exchange(request))
    }

    /// As [`Client::load`]; how long each answer took, sorted.
    ///
    /// # Panics
    /// When an answer has another status.
    pub fn latencies(
        &mut self,
        from: usize,
        many: usize,
        status: u16,
        request: &Request,
    ) -> Vec<Duration> {
        let all = Arc::new(Mutex::new(Vec::with_capacity(many)));
        self.run(from, many, status, request, Some(&all));
        let mut all = std::mem::take(&mut *all.lock().unwrap_or_else(PoisonError::into_inner));
        all.sort_unstable();
        all
    }

    /// Sends the requests `from..from + many`, the next one on a connection once it has its answer.
    ///
    /// # Panics
    /// When an answer has another status.
    pub fn load(&mut self, from: usize, many: usize, status: u16, request: &Request) {
        self.run(from, many, status, request, None);
    }

    fn run(
        &mut self,
        from: usize,
        many: usize,
        status: u16,
        request: &Request,
        times: Option<&Times>,
    ) {
        let step = self.connections.len();
        let tasks = self.connections.drain(..).enumerate().map(|(i, mut connection)| {
            let request = Arc::clone(request);
            let times = times.map(Arc::clone);
            self.runtime.spawn(async move {
                for n in (from + i..from + many).step_by(step) {
                    let request = request(n);
                    let begun = Instant::now();
                    let answer = connection.exchange(&request).await;
                    if let Some(times) = &times {
                        let took = begun.elapsed();
                        times.lock().unwrap_or_else(PoisonError::into_inner).push(took);
                    }
                    let body = String::from_utf8_lossy(&answer.body);
                    assert_eq!(answer.status, status, "{}{body}", answer.head);
                }
                connection
            })
        });
        let tasks: Vec<_> = tasks.collect();
        for task in tasks {
            self.connections.push(self.runtime.block_on(task).expect("no failed request"));
        }
    }
}

#[derive(Debug)]
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.expect("a listening server");
        stream.set_nodelay(true).expect("a TCP connection");
        Self { stream, buffer: Vec::with_capacity(1 << 16) }
    }

    async fn exchange(&mut self, request: &[u8]) -> Response {
        self.stream.write_all(request).await.expect("a server that reads");
        self.buffer.clear();
        let head = loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break end + 4;
            }
            self.read().await;
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]).into_owned();
        let status = text.get(9..12).and_then(|code| code.parse().ok()).expect("a status line");
        let mut response = Response { status, head: text, body: Vec::new() };
        if response.header("transfer-encoding").is_some_and(|value| value.contains("chunked")) {
            while !self.buffer[head..].ends_with(b"0\r\n\r\n") {
                self.read().await;
            }
        } else {
            let length = response.header("content-length").and_then(|value| value.parse().ok());
            while self.buffer.len() < head + length.unwrap_or(0) {
                self.read().await;
            }
        }
        response.body.extend_from_slice(&self.buffer[head..]);
        response
    }

    async fn read(&mut self) {
        let read = self.stream.read_buf(&mut self.buffer).await.expect("a server that answers");
        assert!(read > 0, "the server hung up: {}", String::from_utf8_lossy(&self.buffer));
    }
}

fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|window| window == word)
}

/// A request without a body.
pub fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").into_bytes()
}

/// A request with JSON.
pub fn post(path: &str, json: &str) -> Vec<u8> {
    let length = json.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{json}"
    )
    .into_bytes()
}
