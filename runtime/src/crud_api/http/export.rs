//! `GET /products/export`: all rows as one stream, a page in memory at a time.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use http_body::Frame;
use tokio::sync::mpsc::{Receiver, channel};

use super::answer;
use super::problem::Problem;
use crate::crud_api::model::Model;
use crate::crud_api::parse::{self, QueryError, Shape};
use crate::crud_api::query::Query;
use crate::crud_api::store::Store;
use crate::crud_api::value::{ColumnKind, Row, Value};
use crate::crud_api::view::View;
use crate::crud_api::{CrudError, json};

/// Rows that are read at once.
const PAGE: u32 = 500;

/// How rows are written.
#[derive(Clone, Copy, PartialEq)]
enum Format {
    /// A JSON object a line.
    Lines,
    /// RFC 4180, with names first.
    Csv,
}

/// The format that a query string names, and the rest of it.
fn format(text: &str) -> Result<(Format, String), QueryError> {
    let fault = |parameter: &str, message: &str| QueryError {
        parameter: parameter.to_owned(),
        message: message.to_owned(),
    };
    let (mut format, mut rest) = (None, Vec::new());
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=').unwrap_or((pair, "")) {
            ("format", _) if format.is_some() => return Err(fault("format", "is given twice")),
            ("format", "ndjson") => format = Some(Format::Lines),
            ("format", "csv") => format = Some(Format::Csv),
            ("format", _) => return Err(fault("format", "must be `ndjson` or `csv`")),
            (name @ ("limit" | "cursor" | "count" | "embed"), _) => {
                return Err(fault(name, "is not offered by an export"));
            }
            _ => rest.push(pair),
        }
    }
    Ok((format.unwrap_or(Format::Lines), rest.join("&")))
}

/// Answers with all rows that pass the filters.
pub(super) async fn answer<S: Store>(
    model: &'static Model,
    store: &View<S>,
    parts: &Parts,
) -> Result<Response, Problem> {
    let (format, text) = format(parts.uri.query().unwrap_or(""))?;
    let asked = parse::parse(model, &text)?;
    if asked.deleted {
        let (parameter, message) = ("deleted".to_owned(), "is not offered by an export".to_owned());
        return Err(QueryError { parameter, message }.into());
    }
    let (mut query, shape) = (asked.query, asked.shape);
    query.limit = PAGE;
    // what goes wrong at once is a problem, and not half an answer
    let first = store.list(model, query.clone()).await?;
    let (chunks, received) = channel(1);
    let store = store.clone();
    tokio::spawn(async move {
        let mut rows = first;
        let mut out = Vec::new();
        if format == Format::Csv {
            head(model, &shape, &mut out);
        }
        loop {
            for row in &rows {
                match format {
                    Format::Lines => {
                        answer::write(model, row, &shape, &[], &mut out);
                        out.push(b'\n');
                    }
                    Format::Csv => line(model, row, &shape, &mut out),
                }
            }
            let is_last = rows.len() < PAGE as usize;
            query.after = rows.last().map(|last| after(model, &query, last));
            let chunk = Bytes::from(std::mem::take(&mut out));
            if (!chunk.is_empty() && chunks.send(Ok(chunk)).await.is_err()) || is_last {
                return;
            }
            rows = match store.list(model, query.clone()).await {
                Ok(rows) => rows,
                Err(fault) => {
                    tracing::error!(cause = %fault, "export broke off");
                    // the reader is gone, or is told by the broken connection
                    let _ = chunks.send(Err(fault)).await;
                    return;
                }
            };
        }
    });
    let mut response = Response::new(Body::new(Chunks(received)));
    *response.status_mut() = StatusCode::OK;
    let (kind, suffix) = match format {
        Format::Lines => ("application/x-ndjson", "ndjson"),
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let name = format!("attachment; filename=\"{}.{suffix}\"", model.table);
    if let Ok(name) = HeaderValue::try_from(name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// The place after a row.
fn after(model: &Model, query: &Query, last: &Row) -> Vec<Value> {
    query.keys(model).iter().map(|(column, _)| last[*column].clone()).collect()
}

/// The columns that are told.
fn told(model: &Model, shape: &Shape) -> Vec<usize> {
    let all = || model.shown().filter(|(_, column)| column.is_answered()).map(|(i, _)| i);
    shape.fields.clone().unwrap_or_else(|| all().collect())
}

fn head(model: &Model, shape: &Shape, out: &mut Vec<u8>) {
    for (i, column) in told(model, shape).into_iter().enumerate() {
        out.extend_from_slice(if i == 0 { b"" } else { b"," });
        out.extend_from_slice(model.columns[column].name.as_bytes());
    }
    out.extend_from_slice(b"\r\n");
}

fn line(model: &Model, row: &Row, shape: &Shape, out: &mut Vec<u8>) {
    for (i, column) in told(model, shape).into_iter().enumerate() {
        out.extend_from_slice(if i == 0 { b"" } else { b"," });
        let kind = model.columns[column].kind;
        match (&row[column], kind) {
            (Value::Null, _) => {}
            (Value::Text(text), _) => cell(text, out),
            (value, ColumnKind::Timestamp | ColumnKind::Bytes) => {
                let mut text = Vec::new();
                json::write_value(kind, value, &mut text);
                // a time, or base64, with quotes around it
                out.extend_from_slice(
                    text.trim_ascii_start().get(1..text.len() - 1).unwrap_or(b""),
                );
            }
            (value, _) => json::write_value(kind, value, out),
        }
    }
    out.extend_from_slice(b"\r\n");
}

/// Text as a cell: never a formula of a spreadsheet (OWASP, CSV injection).
fn cell(text: &str, out: &mut Vec<u8>) {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_plain = !is_formula && !text.contains(['"', ',', '\n', '\r']) && !text.is_empty();
    if is_plain {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    out.extend_from_slice(if is_formula { b"'" } else { b"" });
    out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}

/// What was written of a stream so far.
struct Chunks(Receiver<Result<Bytes, CrudError>>);

impl HttpBody for Chunks {
    type Data = Bytes;
    type Error = CrudError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, CrudError>>> {
        self.0.poll_recv(cx).map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }
}
