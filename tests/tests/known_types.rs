//! Times of chrono and jiff, UUIDs and addresses, as fields of `Proto`, `Dict` and `Graph`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use dunder::dict::Value;
use dunder::{CodecErrorKind, Dict, Graph, Limits, Proto, graph};
use jiff::{SignedDuration, Timestamp, civil};
use proptest::prelude::*;
use uuid::Uuid;

const ID: Uuid = Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);

#[derive(Clone, Debug, PartialEq, Proto)]
#[proto(auto)]
struct Std {
    at: Option<SystemTime>,
    took: Option<Duration>,
}

#[derive(Clone, Debug, PartialEq, Proto)]
#[proto(auto)]
struct Jiff {
    at: Option<Timestamp>,
    took: Option<SignedDuration>,
}

#[derive(Clone, Debug, PartialEq, Proto)]
#[proto(auto)]
struct Chrono {
    at: Option<DateTime<Utc>>,
    took: Option<TimeDelta>,
}

#[test]
fn messages_of_all_libraries_have_the_same_bytes_and_text() {
    let head = "  google.protobuf.Timestamp at = 1;\n  google.protobuf.Duration took = 2;\n}\n";
    for text in [Std::PROTO, Jiff::PROTO, Chrono::PROTO] {
        assert!(text.ends_with(head), "{text}");
    }
    for (seconds, nanos) in [(0, 0), (1, 5), (-1, 0), (-2, 750_000_000), (1_700_000_000, 1)] {
        let of = |seconds: i64| Duration::from_secs(seconds.unsigned_abs());
        let epoch = SystemTime::UNIX_EPOCH;
        let at = if seconds < 0 { epoch - of(seconds) } else { epoch + of(seconds) };
        let at = at + Duration::from_nanos(nanos);
        let took = Duration::new(seconds.unsigned_abs(), 7);
        let bytes = Std { at: Some(at), took: Some(took) }.encode_to_vec();
        let jiff = Jiff::decode(&bytes).unwrap();
        assert_eq!(jiff.at, Some(Timestamp::try_from(at).unwrap()));
        assert_eq!(jiff.took, Some(took.try_into().unwrap()));
        assert_eq!(jiff.encode_to_vec(), bytes);
        let chrono = Chrono::decode(&bytes).unwrap();
        assert_eq!(chrono.at.unwrap().timestamp(), seconds);
        assert_eq!(chrono.took, TimeDelta::from_std(took).ok());
        assert_eq!(chrono.encode_to_vec(), bytes);
    }
}

#[test]
fn a_span_may_be_negative_but_not_of_two_signs() {
    let jiff = Jiff { at: None, took: Some(SignedDuration::new(-1, -500_000_000)) };
    let bytes = jiff.encode_to_vec();
    assert_eq!(Jiff::decode(&bytes), Ok(jiff));
    let chrono = Chrono::decode(&bytes).unwrap();
    assert_eq!(chrono.took, Some(TimeDelta::milliseconds(-1500)));
    assert_eq!(chrono.encode_to_vec(), bytes);
    assert_eq!(Std::decode(&bytes).unwrap_err().path(), "took");
    // 1 second, -1 nanosecond; -1 nanosecond of a moment; a moment beyond what is counted
    let minus = [0x10, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1];
    let two_signs = [&[0x12, 13, 0x08, 1][..], &minus].concat();
    let before = [&[0x0a, 11][..], &minus].concat();
    let far = [&[0x0a, 10, 0x08][..], &[255, 255, 255, 255, 255, 255, 255, 255, 127]].concat();
    for bytes in [two_signs, before, far] {
        assert_eq!(Jiff::decode(&bytes).unwrap_err().kind(), CodecErrorKind::Malformed);
        assert_eq!(Chrono::decode(&bytes).unwrap_err().kind(), CodecErrorKind::Malformed);
    }
}

#[derive(Clone, Debug, PartialEq, Proto)]
#[proto(auto)]
struct Ids {
    text: Uuid,
    #[proto(bytes)]
    bytes: Uuid,
    many: Vec<Uuid>,
    maybe: Option<Uuid>,
}

#[test]
fn a_uuid_is_a_text_or_sixteen_bytes_and_both_are_read() {
    let ids = Ids { text: ID, bytes: ID, many: vec![ID, Uuid::nil()], maybe: Some(Uuid::nil()) };
    let bytes = ids.encode_to_vec();
    let text = "01234567-89ab-cdef-0123-456789abcdef";
    assert_eq!(&bytes[..38], [b"\x0a\x24", text.as_bytes()].concat());
    assert_eq!(&bytes[38..56], [&b"\x12\x10"[..], ID.as_bytes()].concat());
    assert_eq!(Ids::decode(&bytes), Ok(ids));
    assert!(
        Ids::PROTO.contains("string text = 1;\n  bytes bytes = 2;\n  repeated string many = 3;")
    );
    // the other form each
    let other = [b"\x0a\x10", &ID.as_bytes()[..], b"\x12\x24", text.as_bytes()].concat();
    let read = Ids::decode(&other).unwrap();
    assert_eq!((read.text, read.bytes), (ID, ID));
    assert_eq!(Ids::decode(&[]).unwrap().text, Uuid::nil());
    let error = Ids::decode(b"\x0a\x03abc").unwrap_err();
    assert_eq!((error.kind(), error.path()), (CodecErrorKind::Malformed, "text"));
}

#[derive(Clone, Debug, PartialEq, Dict)]
struct Texts {
    id: Uuid,
    at: Timestamp,
    took: SignedDuration,
    day: civil::Date,
    time: civil::Time,
    both: civil::DateTime,
    utc: DateTime<Utc>,
    fixed: DateTime<FixedOffset>,
    naive_day: NaiveDate,
    naive_time: NaiveTime,
    naive: NaiveDateTime,
    delta: TimeDelta,
}

#[test]
fn in_a_dict_they_are_texts() {
    let json = r#"{"id":"01234567-89ab-cdef-0123-456789abcdef","at":"2026-11-22T17:00:00.5Z","took":"-PT1M","day":"2026-11-22","time":"17:00:00","both":"2026-11-22T17:00:00","utc":"2026-11-22T17:00:00.500Z","fixed":"2026-11-22T17:00:00+01:30","naive_day":"2026-11-22","naive_time":"17:00:00","naive":"2026-11-22T17:00:00","delta":{"nanos":-500000000,"secs":-1}}"#;
    let texts = Texts::from_json(json).unwrap();
    assert_eq!(texts.to_json(), json);
    assert_eq!(Texts::from_dict(&texts.to_dict()), Ok(texts.clone()));
    assert_eq!((texts.id, texts.took), (ID, SignedDuration::from_mins(-1)));
    assert_eq!(texts.delta, TimeDelta::milliseconds(-1500));
    assert_eq!(texts.utc.timestamp(), texts.at.as_second());
    let mut dict = texts.to_dict();
    for name in ["id", "at", "day", "utc", "fixed", "naive"] {
        let whole = dict.insert(name, Value::Text("yesterday".into())).unwrap();
        let error = Texts::from_dict(&dict).unwrap_err();
        assert_eq!((error.kind(), error.path()), (CodecErrorKind::Malformed, name));
        dict.insert(name, Value::Int(7));
        let error = Texts::from_dict(&dict).unwrap_err();
        assert_eq!((error.kind(), error.path()), (CodecErrorKind::WrongType, name));
        dict.insert(name, whole);
    }
    let two_signs = json.replace("-500000000", "500000000");
    assert_eq!(Texts::from_json(two_signs).unwrap_err().path(), "delta");
}

proptest! {
    #[test]
    fn every_moment_comes_back(seconds in -62_000_000_000_i64..250_000_000_000, nanos in 0..1_000_000_000_u32) {
        let at = DateTime::from_timestamp(seconds, nanos).unwrap();
        let chrono = Chrono { at: Some(at), took: Some(TimeDelta::new(seconds, nanos).unwrap()) };
        prop_assert_eq!(Chrono::decode(&chrono.encode_to_vec()), Ok(chrono.clone()));
        let jiff = Jiff::decode(&chrono.encode_to_vec()).unwrap();
        prop_assert_eq!(jiff.encode_to_vec(), chrono.encode_to_vec());
        let texts = [at.to_json_text(), jiff.at.unwrap().to_json_text()];
        let [ours, theirs] = texts.map(|text| Timestamp::from_text(&text));
        prop_assert_eq!(ours, theirs);
    }
}

/// A value through JSON, without a struct around it.
trait Lone: dunder::dict::ToDict + dunder::dict::FromDict {
    fn to_json_text(&self) -> String {
        dunder::dict::to_json(self)
    }

    fn from_text(text: &str) -> Self {
        dunder::dict::from_json(text).unwrap()
    }
}

impl<T: dunder::dict::ToDict + dunder::dict::FromDict> Lone for T {}

#[derive(Clone, Debug, PartialEq, Graph)]
struct Visit {
    at: SystemTime,
    took: Duration,
    from: IpAddr,
    by: Option<Rc<Uuid>>,
    through: Vec<Ipv4Addr>,
    to: Ipv6Addr,
    ends: [SocketAddr; 2],
    seen: DateTime<Utc>,
    told: Vec<Timestamp>,
}

#[test]
fn a_graph_keeps_times_addresses_and_ids() {
    let second = Duration::new(1, 250_000_000);
    for at in
        [SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH + second, SystemTime::UNIX_EPOCH - second]
    {
        for from in [IpAddr::V4(Ipv4Addr::new(10, 0, 0, 7)), IpAddr::V6(Ipv6Addr::LOCALHOST)] {
            let visit = Visit {
                at,
                took: second,
                from,
                by: Some(Rc::new(ID)),
                through: vec![Ipv4Addr::LOCALHOST, Ipv4Addr::BROADCAST],
                to: Ipv6Addr::LOCALHOST,
                ends: [
                    SocketAddr::new(from, 65_535),
                    SocketAddrV6::new(Ipv6Addr::LOCALHOST, 1, u32::MAX, 2).into(),
                ],
                // a leap second
                seen: DateTime::from_timestamp(59, 1_500_000_000).unwrap(),
                told: vec![Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX],
            };
            let bytes = graph::to_bytes(&visit).unwrap();
            assert_eq!(graph::from_bytes::<Visit>(&bytes, &Limits::default()).unwrap(), visit);
        }
    }
}

#[test]
fn a_graph_refuses_times_and_addresses_that_there_are_none_of() {
    fn refused<T: graph::Graph, U: graph::Graph>(value: &T) -> CodecErrorKind {
        let bytes = graph::to_bytes(value).unwrap();
        graph::from_bytes::<U>(&bytes, &Limits::default()).err().unwrap().kind()
    }
    let malformed = CodecErrorKind::Malformed;
    assert_eq!(refused::<_, Duration>(&(1_u64, 1_000_000_000_u32)), malformed);
    assert_eq!(refused::<_, SystemTime>(&(false, Duration::MAX)), malformed);
    assert_eq!(refused::<_, SystemTime>(&(true, Duration::MAX)), malformed);
    assert_eq!(refused::<_, IpAddr>(&(false, u128::MAX)), malformed);
    let v4 = IpAddr::from(Ipv4Addr::LOCALHOST);
    assert_eq!(refused::<_, SocketAddr>(&(v4, 1_u16, 0_u32, 1_u32)), malformed);
    assert_eq!(refused::<_, DateTime<Utc>>(&(i64::MAX, 0_u32)), malformed);
    assert_eq!(refused::<_, DateTime<Utc>>(&(0_i64, u32::MAX)), malformed);
    assert_eq!(refused::<_, Timestamp>(&(i64::MAX, 0_i32)), malformed);
    assert_eq!(refused::<_, Timestamp>(&(0_i64, i32::MIN)), malformed);
}
