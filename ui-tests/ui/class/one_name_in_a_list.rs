//! serde writes one list of fields: two private ones of one name need another name there
use dunder::{class, methods};

#[class]
#[derive(serde::Serialize)]
pub struct Reader {
    #[default]
    at: usize,
}
#[methods]
impl Reader {}

#[class]
#[derive(serde::Serialize)]
pub struct Writer {
    #[default]
    at: usize,
}
#[methods]
impl Writer {}

#[class(bases(Reader, Writer), pass)]
#[derive(serde::Serialize)]
pub struct File;

fn main() {
    let _ = File::new();
}
