//! Our side of `.ci/interop`. `text` prints the `.proto` file; `serve` answers requests on stdin, each
//! a letter, a length in four bytes and so many bytes, with a length and bytes: `e` the sample value,
//! `u` the ten thousand users, `s` whether the bytes are the sample, `r` the bytes read and written,
//! `o` the same by a program that knows less.

mod messages;

use std::io::{self, Read, Write};

use dunder::{CodecError, proto};
use messages::{Everything, Old, UserList, everything, users};

fn answer(what: u8, bytes: &[u8]) -> Result<Vec<u8>, CodecError> {
    Ok(match what {
        b'e' => everything().encode_to_vec(),
        b'u' => users().encode_to_vec(),
        b's' => vec![u8::from(Everything::decode(bytes)? == everything())],
        b'r' => Everything::decode(bytes)?.encode_to_vec(),
        b'o' => Old::decode(bytes)?.encode_to_vec(),
        _ => Vec::new(),
    })
}

fn main() -> io::Result<()> {
    if std::env::args().nth(1).as_deref() == Some("text") {
        print!("{}", proto::file::<(Everything, UserList, Old)>("interop"));
        return Ok(());
    }
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    let mut head = [0; 5];
    loop {
        match input.read_exact(&mut head) {
            Err(end) if end.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            read => read?,
        }
        let [what, len @ ..] = head;
        let mut bytes = vec![0; usize::try_from(u32::from_le_bytes(len)).unwrap_or_default()];
        input.read_exact(&mut bytes)?;
        let answer = answer(what, &bytes).map_err(io::Error::other)?;
        let len = u32::try_from(answer.len()).map_err(io::Error::other)?;
        output.write_all(&len.to_le_bytes())?;
        output.write_all(&answer)?;
        output.flush()?;
    }
}
