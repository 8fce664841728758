//! `POST /products/bulk`: many writes in one request, all or none, or each for itself.

use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Map, Value as Any};

use super::etag::{self, Condition};
use super::guard::Op;
use super::keys;
use super::problem::Problem;
use super::refuse;
use super::serve::Served;
use crate::crud_api::json::{self, BodyError};
use crate::crud_api::model::{self, Etag, IF_MATCH, Model, Operations, Tag};
use crate::crud_api::store::{Applied, Batch, Store, Stored, Write};
use crate::crud_api::value::{Row, Value};
use crate::crud_api::view::View;
use crate::crud_api::{CrudError, write};

/// Rows of one request, at most.
pub(in crate::crud_api) const MOST: usize = 1000;

/// What a request asks for, in the order in which it is done.
const LISTS: [(&str, Op, Operations); 3] = [
    ("create", Op::Create, Operations::CREATE),
    ("update", Op::Patch, Operations::PATCH),
    ("delete", Op::Delete, Operations::DELETE),
];

/// Where an item stands in the request.
#[derive(Clone, Copy)]
struct Place {
    list: &'static str,
    index: usize,
}

impl Place {
    fn pointer(self) -> String {
        format!("/{}/{}", self.list, self.index)
    }
}

/// Reads the request's lists; a list that is none is a fault.
fn lists(body: &[u8]) -> Result<Vec<(Op, Operations, Place, Any)>, Problem> {
    let body: Any =
        serde_json::from_slice(body).map_err(|fault| BodyError::Syntax(fault.to_string()))?;
    let mut problem = refuse::invalid();
    let mut found = Vec::new();
    let Any::Object(mut object) = body else {
        return Err(problem.fault("", "type", "must be an object"));
    };
    let mut is_faulty = false;
    for (list, op, operation) in LISTS {
        match object.remove(list) {
            None => {}
            Some(Any::Array(items)) => {
                for (index, item) in items.into_iter().enumerate() {
                    found.push((op, operation, Place { list, index }, item));
                }
            }
            Some(_) => {
                is_faulty = true;
                problem = problem.fault(format!("/{list}"), "type", "must be a list");
            }
        }
    }
    for name in object.keys() {
        is_faulty = true;
        let name: String = name.chars().take(100).collect();
        let name = name.replace('~', "~0").replace('/', "~1");
        problem = problem.fault(format!("/{name}"), "unknown", "is no field");
    }
    if is_faulty {
        return Err(problem);
    }
    if found.len() > MOST {
        let detail = format!("a request has at most {MOST} rows");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "Too many rows")
            .detail(detail));
    }
    Ok(found)
}

/// The write that an item asks for.
fn to_write(model: &Model, op: Op, item: Any) -> Result<Write, Problem> {
    match op {
        Op::Create => {
            let row = json::read_new(model, item.to_string().as_bytes())?;
            Ok(write::to_insert(model, row)?)
        }
        Op::Patch => {
            let Any::Object(mut object) = item else {
                return Err(refuse::invalid().fault("", "type", "must be an object"));
            };
            let (id, states) = which(model, &mut object)?;
            let values = json::read_patch(model, Any::Object(object).to_string().as_bytes())?;
            Ok(write::to_patch(model, id, values, states)?)
        }
        _ => {
            let mut object = match item {
                Any::Object(object) => object,
                id => Map::from_iter([(model.id_column().name.to_owned(), id)]),
            };
            let (id, states) = which(model, &mut object)?;
            match object.keys().next() {
                None => Ok(Write::Delete(id, crate::crud_api::Removal::new(states))),
                Some(name) => {
                    let name: String = name.chars().take(100).collect();
                    Err(refuse::invalid().fault(format!("/{name}"), "unknown", "is no field"))
                }
            }
        }
    }
}

/// A whole number; JSON Schema counts 1.0 among them.
#[allow(clippy::cast_possible_truncation)] // it is within
fn whole_number(value: &Any) -> Option<i64> {
    let float =
        || value.as_f64().filter(|it| it.fract() == 0.0 && it.abs() < 9_223_372_036_854_775_808.0);
    value.as_i64().or_else(|| float().map(|it| it as i64))
}

/// What an item says of the state that it is for, by an entity tag.
fn tagged(model: &Model, object: &mut Map<String, Any>) -> Result<Option<Condition>, Problem> {
    if !model::takes_tags(model) {
        return Ok(None);
    }
    let Some(said) = object.remove(IF_MATCH) else { return Ok(None) };
    match said.as_str().and_then(etag::of_text) {
        Some(condition) => Ok(Some(condition)),
        None => {
            let message = "must be a row's `ETag` with its quotes, or `*`";
            Err(refuse::invalid().fault(format!("/{IF_MATCH}"), "type", message))
        }
    }
}

/// The id that an item names, and the states that it is for if it names them.
fn which(
    model: &Model,
    object: &mut Map<String, Any>,
) -> Result<(Value, Option<Vec<Tag>>), Problem> {
    let name = model.id_column().name;
    let fault = |code, message: &str| {
        Err(refuse::invalid().fault(format!("/{name}"), code, message.to_owned()))
    };
    let id = match object.remove(name) {
        None => return fault("required", "is required"),
        Some(id) if model.id_column().is_counted() => match whole_number(&id) {
            Some(id) => id.to_string(),
            None => return fault("type", "is no id"),
        },
        Some(Any::String(id)) => id,
        Some(_) => return fault("type", "is no id"),
    };
    let Some(id) = json::read_id(model, &id) else { return fault("type", "is no id") };
    let tagged = tagged(model, object)?;
    let version = model.version.map(|version| model.columns[version].name);
    let version = version.and_then(|name| Some((name, object.remove(name)?)));
    let states = match (version, tagged) {
        (None, Some(condition)) => condition.states(),
        (None, None) if model.etag == Etag::Required => {
            let name = model.version.map_or(IF_MATCH, |version| model.columns[version].name);
            return Err(refuse::unconditional_item(name));
        }
        (None, None) => None,
        (Some((name, version)), _) => match whole_number(&version) {
            Some(version) => Some(vec![Tag::Version(version)]),
            None => {
                let message = "must be a whole number";
                return Err(refuse::invalid().fault(format!("/{name}"), "type", message));
            }
        },
    };
    Ok((id, states))
}

/// Answers a request for many writes.
pub(super) async fn answer<S: Store, G: super::Guard>(
    served: &Served<S, G>,
    store: &View<S>,
    whose: &[u8],
    parts: &Parts,
    body: &[u8],
) -> Result<Response, Problem> {
    let model = served.model;
    let is_partial = match parts.uri.query().unwrap_or("") {
        "" | "partial=false" => false,
        "partial=true" => true,
        _ => {
            let detail = "the only parameter is `partial`, which is `true` or `false`";
            return Err(refuse::bad_request("bad-query", "Bad query", detail));
        }
    };
    let key = if model.idempotency.is_some() { keys::key_of(&parts.headers)? } else { None };
    let asked = lists(body)?;
    let mut ops: Vec<Op> = asked.iter().map(|(op, ..)| *op).collect();
    ops.dedup();
    for op in ops {
        // who may not do it one by one may not do it in a list
        served.enter(parts, op).await?;
    }
    let (mut writes, mut places, mut faulty) = (Vec::new(), Vec::new(), Vec::new());
    for (op, operation, place, item) in asked {
        let write = if model.operations.has(operation) {
            to_write(model, op, item)
        } else {
            Err(refuse::invalid().fault("", "operation", "is not offered"))
        };
        match write {
            Ok(write) => {
                writes.push(write);
                places.push(place);
            }
            Err(problem) => faulty.push((place, problem)),
        }
    }
    if !is_partial && !faulty.is_empty() {
        return Err(all_of(faulty));
    }
    let mut batch = Batch::new(writes);
    batch.is_partial = is_partial;
    if !is_partial {
        let at = places.clone();
        let render = move |done: &[Result<Option<Row>, CrudError>]| whole(model, &at, done);
        if let Some(key) = &key {
            batch.keyed = Some(keys::keyed(model, whose, parts, key, body, render));
        }
    } else if key.is_some() {
        let detail = "a request with `partial=true` takes no `Idempotency-Key`";
        return Err(refuse::bad_request("bad-header", "Bad header", detail));
    }
    let done = match store.batch(model, batch).await? {
        Applied::Done(done) => done,
        Applied::Replayed(stored) => return Ok(keys::answer(stored, true)),
        Applied::OtherBody => return Err(keys::other_body()),
    };
    if is_partial {
        return Ok(keys::answer(each(model, parts, &places, done, faulty), false));
    }
    if let Some(stored) = whole(model, &places, &done) {
        return Ok(keys::answer(stored, false));
    }
    // the last is what undid all
    let place = places.get(done.len().saturating_sub(1)).copied();
    match (done.into_iter().next_back(), place) {
        (Some(Err(fault)), Some(place)) => Err(Problem::from(fault).under(&place.pointer())),
        _ => Err(CrudError::Unknown.into()),
    }
}

/// Every fault of every item as one problem.
fn all_of(faulty: Vec<(Place, Problem)>) -> Problem {
    let mut all: Option<Problem> = None;
    for (place, problem) in faulty {
        let problem = problem.under(&place.pointer());
        all = Some(match all {
            None => problem,
            Some(all) => all.and(problem),
        });
    }
    all.unwrap_or_else(refuse::invalid)
}

/// `{"created": [..], "updated": [..], "deleted": 1}`; nothing where a write failed.
fn whole(
    model: &Model,
    places: &[Place],
    done: &[Result<Option<Row>, CrudError>],
) -> Option<Stored> {
    let mut out = b"{".to_vec();
    for (name, list) in [("created", "create"), ("updated", "update")] {
        out.extend_from_slice(format!("\"{name}\":[").as_bytes());
        let mut is_first = true;
        for (_, done) in places.iter().zip(done).filter(|(place, _)| place.list == list) {
            let row = done.as_ref().ok()?.as_ref()?;
            if !std::mem::take(&mut is_first) {
                out.push(b',');
            }
            json::write_row(model, row, &mut out);
        }
        out.extend_from_slice(b"],");
    }
    if done.iter().any(Result::is_err) {
        return None;
    }
    let deleted = places.iter().filter(|place| place.list == "delete").count();
    out.extend_from_slice(format!("\"deleted\":{deleted}}}").as_bytes());
    Some(stored(StatusCode::OK, out))
}

/// `{"results": [{"pointer": "/create/0", "status": 201, "item": {..}}, ..]}`
fn each(
    model: &Model,
    parts: &Parts,
    places: &[Place],
    done: Vec<Result<Option<Row>, CrudError>>,
    faulty: Vec<(Place, Problem)>,
) -> Stored {
    let done = places.iter().copied().zip(done.into_iter().map(|it| it.map_err(Problem::from)));
    let faulty = faulty.into_iter().map(|(place, problem)| (place, Err(problem)));
    let mut all: Vec<(Place, Result<Option<Row>, Problem>)> = done.chain(faulty).collect();
    let rank = |place: &Place| LISTS.iter().position(|(list, ..)| *list == place.list);
    all.sort_by_key(|(place, _)| (rank(place), place.index));
    let mut out = b"{\"results\":[".to_vec();
    for (i, (place, done)) in all.into_iter().enumerate() {
        out.extend_from_slice(if i == 0 { b"" } else { b"," });
        let pointer = place.pointer();
        let status = match (&done, place.list) {
            (Err(problem), _) => problem.status().as_u16(),
            (Ok(_), "create") => 201,
            (Ok(_), "delete") => 204,
            (Ok(_), _) => 200,
        };
        let head = format!("{{\"pointer\":\"{pointer}\",\"status\":{status}");
        out.extend_from_slice(head.as_bytes());
        match done {
            Ok(Some(row)) if place.list != "delete" => {
                out.extend_from_slice(b",\"item\":");
                json::write_row(model, &row, &mut out);
            }
            Ok(_) => {}
            Err(problem) => {
                out.extend_from_slice(b",\"problem\":");
                out.extend_from_slice(&problem.of(parts).inner_json());
            }
        }
        out.push(b'}');
    }
    out.extend_from_slice(b"]}");
    stored(StatusCode::MULTI_STATUS, out)
}

fn stored(status: StatusCode, body: Vec<u8>) -> Stored {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let headers = vec![
        header("content-type", "application/json"),
        header("x-content-type-options", "nosniff"),
    ];
    Stored { status: status.as_u16(), headers, body }
}
