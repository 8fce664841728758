//! What the command line says.

use std::ffi::OsString;
use std::path::PathBuf;

pub const HELP: &str = "\
A shop: products and customers over HTTP, kept in SQLite or PostgreSQL.

usage: shop [--port N] [--db PATH]

  --port N   listen on 127.0.0.1:N; 0 takes a free port (default 8080)
  --db PATH  the database file; `:memory:` keeps nothing (default shop.db)
  --db URL   a PostgreSQL database, `postgresql://user:password@host/database`
  --help     this text

It says `listening on http://127.0.0.1:PORT` once it serves, and the first time the password of its
pages at /admin; Ctrl-C or SIGTERM stops it.
RUST_LOG-like levels for what it logs to stderr: SHOP_LOG=error|warn|info|debug|trace
";

/// What to start.
#[derive(Debug, PartialEq)]
pub enum Command {
    /// Serve.
    Serve(Options),
    /// Print [`HELP`].
    Help,
}

/// How to serve.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    pub port: u16,
    pub db: PathBuf,
}

impl Options {
    /// The database server, if it is one.
    pub fn url(&self) -> Option<&str> {
        let is_url = |text: &&str| {
            ["postgresql://", "postgres://"].iter().any(|scheme| text.starts_with(scheme))
        };
        self.db.to_str().filter(is_url)
    }
}

/// Reads the arguments after the program's name.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, String> {
    let mut options = Options { port: 8080, db: PathBuf::from("shop.db") };
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let text = argument.to_string_lossy().into_owned();
        let (name, inline) = match text.split_once('=') {
            Some((name, value)) => (name, Some(OsString::from(value))),
            None => (text.as_str(), None),
        };
        let mut value = || {
            inline
                .clone()
                .or_else(|| arguments.next())
                .filter(|value| !value.is_empty())
                .ok_or_else(|| format!("`{name}` needs a value, see --help"))
        };
        match name {
            "--help" | "-h" => return Ok(Command::Help),
            "--port" => {
                let given = value()?;
                options.port =
                    given.to_str().and_then(|port| port.parse().ok()).ok_or_else(|| {
                        format!("`--port` is a number from 0 to 65535, not `{}`", given.display())
                    })?;
            }
            "--db" => options.db = PathBuf::from(value()?),
            _ => return Err(format!("unknown argument `{text}`, see --help")),
        }
    }
    Ok(Command::Serve(options))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn reads_both_forms_of_a_value() {
        let expected = Command::Serve(Options { port: 0, db: PathBuf::from(":memory:") });
        assert_eq!(read("--port 0 --db :memory:").as_ref(), Ok(&expected));
        assert_eq!(read("--port=0 --db=:memory:").as_ref(), Ok(&expected));
    }

    #[test]
    fn says_what_it_does_not_understand() {
        assert_eq!(read("--prot 1"), Err("unknown argument `--prot`, see --help".into()));
        assert_eq!(read("--port"), Err("`--port` needs a value, see --help".into()));
        assert_eq!(
            read("--port 65536"),
            Err("`--port` is a number from 0 to 65535, not `65536`".into())
        );
    }
}
