//! The testee of the official Protocol Buffers conformance suite: reads a request and writes a
//! response, each after its length, until the input ends. `.ci/conformance` runs it.

mod messages;

use std::io::{self, Read, Write};

use dunder::Proto;
use messages::TestAllTypesProto3;

#[derive(Proto)]
struct Request<'a> {
    #[proto(oneof)]
    payload: Option<Payload<'a>>,
    #[proto(tag = 3)]
    output: Format,
    #[proto(tag = 4)]
    message_type: &'a str,
}

#[derive(Proto)]
enum Payload<'a> {
    #[proto(tag = 1)]
    Protobuf(&'a [u8]),
    #[proto(tag = 2)]
    Json(&'a str),
    #[proto(tag = 7)]
    Jspb(&'a str),
    #[proto(tag = 8)]
    Text(&'a str),
}

#[derive(PartialEq, Proto)]
enum Format {
    Unspecified,
    Protobuf,
    #[proto(other)]
    Other(i32),
}

#[derive(Proto)]
enum Answer {
    #[proto(tag = 1)]
    ParseError(String),
    #[proto(tag = 2)]
    RuntimeError(String),
    #[proto(tag = 3)]
    Protobuf(Vec<u8>),
    #[proto(tag = 5)]
    Skipped(String),
}

fn answer(request: &[u8]) -> Answer {
    let request = match Request::decode(request) {
        Ok(request) => request,
        Err(error) => return Answer::RuntimeError(error.to_string()),
    };
    let skipped = |why: &str| Answer::Skipped(why.to_owned());
    match request.payload {
        // the first request asks which tests may fail: none
        _ if request.message_type == "conformance.FailureSet" => Answer::Protobuf(Vec::new()),
        _ if request.message_type != "protobuf_test_messages.proto3.TestAllTypesProto3" => {
            skipped("another message")
        }
        _ if request.output != Format::Protobuf => skipped("another format"),
        Some(Payload::Protobuf(bytes)) => match TestAllTypesProto3::decode(bytes) {
            Ok(message) => Answer::Protobuf(message.encode_to_vec()),
            Err(error) => Answer::ParseError(error.to_string()),
        },
        _ => skipped("another payload"),
    }
}

fn main() -> io::Result<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    loop {
        let mut len = [0; 4];
        match input.read_exact(&mut len) {
            Err(end) if end.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            read => read?,
        }
        let mut request = vec![0; usize::try_from(u32::from_le_bytes(len)).unwrap_or_default()];
        input.read_exact(&mut request)?;
        let answer = answer(&request).encode_to_vec();
        let len = u32::try_from(answer.len()).map_err(io::Error::other)?;
        output.write_all(&len.to_le_bytes())?;
        output.write_all(&answer)?;
        output.flush()?;
    }
}
