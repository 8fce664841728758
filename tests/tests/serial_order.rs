//! The derives of serialization above and below `#[validated]`, and beside its own `from_json`.

use dunder::{CodecErrorKind, Dict, Packed, Proto, validated};

#[validated]
#[derive(Clone, Debug, PartialEq, Dict, Packed, Proto)]
struct Below {
    #[validate(trim, nonblank)]
    #[proto(tag = 1)]
    name: String,
}

#[derive(Clone, Debug, PartialEq, Dict, Packed, Proto)]
#[validated]
struct Above {
    #[validate(trim, nonblank)]
    #[proto(tag = 1)]
    name: String,
}

/// The same without rules.
#[derive(Dict, Packed, Proto)]
struct Plain {
    #[proto(tag = 1)]
    name: String,
}

macro_rules! keeps_its_rules {
    ($ty:ident) => {{
        let of = |name: &str| Plain { name: name.to_owned() };
        let made = $ty::new("x").unwrap();
        assert_eq!($ty::decode(&of(" x ").encode_to_vec()).as_ref(), Ok(&made));
        assert_eq!($ty::unpack(&of(" x ").pack()).as_ref(), Ok(&made));
        assert_eq!($ty::from_dict(&of(" x ").to_dict()).as_ref(), Ok(&made));
        assert_eq!($ty::from_json(of(" x ").to_json()).as_ref(), Ok(&made));
        let errors = [
            $ty::decode(&of(" ").encode_to_vec()).unwrap_err(),
            $ty::unpack(&of(" ").pack()).unwrap_err(),
            $ty::from_dict(&of(" ").to_dict()).unwrap_err(),
            $ty::from_json(of(" ").to_json()).unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), CodecErrorKind::Invalid);
            assert!(std::error::Error::source(&error).unwrap().is::<dunder::Invalid>());
        }
    }};
}

#[test]
fn rules_run_wherever_the_derive_stands() {
    keeps_its_rules!(Below);
    keeps_its_rules!(Above);
}

#[validated(json)]
#[derive(Clone, Debug, PartialEq, Dict, serde::Serialize, serde::Deserialize)]
struct WithJson {
    #[validate(nonblank)]
    name: String,
    #[validate(min = 1)]
    count: u32,
}

#[derive(Dict)]
#[validated(json)]
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct WithJsonBelow {
    #[validate(nonblank)]
    name: String,
    #[validate(min = 1)]
    count: u32,
}

#[test]
fn from_json_of_validated_stands_beside_the_dict() {
    let faulty = br#"{"name": "", "count": 0}"#;
    // all faults at once, as an `Invalid`
    let invalid: dunder::Invalid = WithJson::from_json(faulty).unwrap_err();
    assert_eq!(invalid.len(), 2);
    let invalid: dunder::Invalid = WithJsonBelow::from_json(faulty).unwrap_err();
    assert_eq!(invalid.len(), 2);
    let made = WithJson::new("x", 2).unwrap();
    assert_eq!(made.to_json(), r#"{"name":"x","count":2}"#);
    assert_eq!(WithJson::from_json(made.to_json().as_bytes()).unwrap(), made);
    assert_eq!(WithJson::from_dict(&made.to_dict()), Ok(made.clone()));
    let error = dunder::dict::from_json::<WithJson>(faulty).unwrap_err();
    assert_eq!(error.kind(), CodecErrorKind::Invalid);
}
