//! Messages with every kind of field, and one value of each.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, SystemTime};

use dunder::Proto;
use dunder::proto::Unknown;

#[derive(Clone, Debug, Default, PartialEq, Proto)]
pub(crate) struct User {
    #[proto(tag = 1)]
    name: String,
    #[proto(tag = 2)]
    email: String,
    #[proto(tag = 3)]
    age: i32,
    #[proto(tag = 4)]
    hobbies: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Proto)]
pub(crate) struct UserList {
    #[proto(tag = 1)]
    users: Vec<User>,
}

#[derive(Clone, Copy, Debug, PartialEq, Proto)]
pub(crate) enum Color {
    Unset,
    Red,
    #[proto(tag = 5)]
    DarkGreen,
    #[proto(tag = -1)]
    Inverse,
    #[proto(other)]
    Other(i32),
}

#[derive(Clone, Debug, PartialEq, Proto)]
pub(crate) enum Choice {
    #[proto(tag = 201, name = "one_text")]
    Text(String),
    #[proto(tag = 202, sint64, name = "one_number")]
    Number(i64),
    #[proto(tag = 203, name = "one_user")]
    User(User),
    #[proto(tag = 204, name = "one_color")]
    Color(Color),
    #[proto(tag = 205, name = "one_nothing")]
    Nothing,
    #[proto(tag = 206, name = "one_bytes")]
    Bytes(Vec<u8>),
    #[proto(tag = 207, fixed32, name = "one_fixed")]
    Fixed(u32),
    #[proto(tag = 208, name = "one_again")]
    Again(Box<Everything>),
}

/// `#[proto(tag, form)] name: T` for every scalar kind: one, an option, a packed and an unpacked list.
macro_rules! everything {
    ($($one:ident $maybe:ident $packed:ident $unpacked:ident: $ty:ty
        = $a:literal $b:literal $c:literal $d:literal $(, $form:ident)?;)+) => {
        /// A field of every kind.
        #[derive(Clone, Debug, PartialEq, Proto)]
        #[proto(reserved(2000, 3000..=3005, "old"))]
        pub(crate) struct Everything {
            $(
                #[proto(tag = $a $(, $form)?)]
                $one: $ty,
                #[proto(tag = $b $(, $form)?)]
                $maybe: Option<$ty>,
                #[proto(tag = $c $(, $form)?)]
                $packed: Vec<$ty>,
                #[proto(tag = $d $(, $form)?, packed = false)]
                $unpacked: Vec<$ty>,
            )+
            #[proto(tag = 101)]
            text: String,
            #[proto(tag = 102)]
            maybe_text: Option<String>,
            #[proto(tag = 103)]
            texts: Vec<String>,
            #[proto(tag = 104)]
            bytes: Vec<u8>,
            #[proto(tag = 105)]
            maybe_bytes: Option<Vec<u8>>,
            #[proto(tag = 106)]
            many_bytes: Vec<Vec<u8>>,
            #[proto(tag = 107)]
            color: Color,
            #[proto(tag = 108)]
            maybe_color: Option<Color>,
            #[proto(tag = 109)]
            colors: Vec<Color>,
            #[proto(tag = 110, packed = false)]
            unpacked_colors: Vec<Color>,
            #[proto(tag = 111)]
            user: Option<User>,
            #[proto(tag = 112)]
            users: Vec<User>,
            #[proto(tag = 113)]
            again: Option<Box<Everything>>,
            #[proto(tag = 114)]
            at: Option<SystemTime>,
            #[proto(tag = 115)]
            took: Option<Duration>,
            #[proto(tag = 116)]
            moments: Vec<SystemTime>,
            #[proto(tag = 117)]
            small: u16,
            #[proto(tag = 118)]
            id: Id,
            #[proto(tag = 150)]
            by_text: BTreeMap<String, f64>,
            #[proto(tag = 151)]
            by_bool: BTreeMap<bool, f32>,
            #[proto(tag = 152)]
            by_i32: BTreeMap<i32, i64>,
            #[proto(tag = 153)]
            by_i64: BTreeMap<i64, i32>,
            #[proto(tag = 154)]
            by_u32: BTreeMap<u32, bool>,
            #[proto(tag = 155)]
            by_u64: BTreeMap<u64, Vec<u8>>,
            #[proto(tag = 156, map(sint32, sint64))]
            by_sint32: BTreeMap<i32, i64>,
            #[proto(tag = 157, map(sint64, sint32))]
            by_sint64: BTreeMap<i64, i32>,
            #[proto(tag = 158, map(fixed32, fixed64))]
            by_fixed32: BTreeMap<u32, u64>,
            #[proto(tag = 159, map(fixed64, fixed32))]
            by_fixed64: BTreeMap<u64, u32>,
            #[proto(tag = 160, map(sfixed32, sfixed64))]
            by_sfixed32: BTreeMap<i32, i64>,
            #[proto(tag = 161, map(sfixed64, sfixed32))]
            by_sfixed64: BTreeMap<i64, i32>,
            #[proto(tag = 162)]
            texts_by_text: HashMap<String, String>,
            #[proto(tag = 163)]
            users_by_id: BTreeMap<u32, User>,
            #[proto(tag = 164)]
            colors_by_name: BTreeMap<String, Color>,
            #[proto(oneof)]
            choice: Option<Choice>,
            #[proto(unknown)]
            rest: Unknown,
        }

        impl Everything {
            fn empty() -> Self {
                // all fields have a value where nothing is there
                Self::decode(&[]).unwrap_or_else(|error| panic!("{error}"))
            }
        }
    };
}

everything! {
    int32 maybe_int32 packed_int32 unpacked_int32: i32 = 1 2 3 4;
    int64 maybe_int64 packed_int64 unpacked_int64: i64 = 5 6 7 8;
    uint32 maybe_uint32 packed_uint32 unpacked_uint32: u32 = 9 10 11 12;
    uint64 maybe_uint64 packed_uint64 unpacked_uint64: u64 = 13 14 15 16;
    sint32 maybe_sint32 packed_sint32 unpacked_sint32: i32 = 17 18 19 20, sint32;
    sint64 maybe_sint64 packed_sint64 unpacked_sint64: i64 = 21 22 23 24, sint64;
    fixed32 maybe_fixed32 packed_fixed32 unpacked_fixed32: u32 = 25 26 27 28, fixed32;
    fixed64 maybe_fixed64 packed_fixed64 unpacked_fixed64: u64 = 29 30 31 32, fixed64;
    sfixed32 maybe_sfixed32 packed_sfixed32 unpacked_sfixed32: i32 = 33 34 35 36, sfixed32;
    sfixed64 maybe_sfixed64 packed_sfixed64 unpacked_sfixed64: i64 = 37 38 39 40, sfixed64;
    float maybe_float packed_float unpacked_float: f32 = 41 42 43 44;
    double maybe_double packed_double unpacked_double: f64 = 45 46 47 48;
    bool maybe_bool packed_bool unpacked_bool: bool = 49 50 51 52;
}

#[derive(Clone, Copy, Debug, PartialEq, Proto)]
pub(crate) struct Id(u64);

/// What an older program knows of `Everything`: the rest of it must come back.
#[derive(Clone, Debug, PartialEq, Proto)]
pub(crate) struct Old {
    #[proto(tag = 101)]
    text: String,
    #[proto(unknown)]
    rest: Unknown,
}

fn user(name: &str, age: i32) -> User {
    let hobbies = vec!["chess".to_owned(), String::new()];
    User { name: name.to_owned(), email: format!("{name}@example.com"), age, hobbies }
}

/// The value that `check.py` spells again.
pub(crate) fn everything() -> Everything {
    let after = |seconds, nanos| SystemTime::UNIX_EPOCH + Duration::new(seconds, nanos);
    Everything {
        int32: i32::MIN,
        maybe_int32: Some(0),
        packed_int32: vec![0, -1, i32::MAX],
        unpacked_int32: vec![1, -300],
        int64: i64::MIN,
        maybe_int64: Some(i64::MAX),
        packed_int64: vec![-1, 0],
        unpacked_int64: vec![1 << 40],
        uint32: u32::MAX,
        packed_uint32: vec![127, 128, 16_384],
        uint64: u64::MAX,
        unpacked_uint64: vec![0, u64::MAX],
        sint32: i32::MIN,
        packed_sint32: vec![-1, 1, i32::MAX],
        sint64: i64::MIN,
        unpacked_sint64: vec![-2, 2],
        fixed32: 7,
        packed_fixed32: vec![0, u32::MAX],
        fixed64: 1 << 63,
        unpacked_fixed64: vec![1],
        sfixed32: -9,
        packed_sfixed32: vec![i32::MIN, 0],
        sfixed64: -10,
        unpacked_sfixed64: vec![i64::MIN],
        float: 0.1,
        maybe_float: Some(0.0),
        packed_float: vec![f32::INFINITY, f32::MIN_POSITIVE],
        double: 0.1,
        packed_double: vec![f64::NEG_INFINITY, f64::MAX, -0.0],
        bool: true,
        maybe_bool: Some(false),
        packed_bool: vec![true, false],
        unpacked_bool: vec![false, true],
        text: "grüße \u{1f980}\0".to_owned(),
        maybe_text: Some(String::new()),
        texts: vec![String::new(), "x".repeat(200)],
        bytes: vec![0, 255],
        maybe_bytes: Some(Vec::new()),
        many_bytes: vec![vec![], vec![1; 300]],
        color: Color::DarkGreen,
        maybe_color: Some(Color::Unset),
        colors: vec![Color::Inverse, Color::Other(77), Color::Red],
        unpacked_colors: vec![Color::Unset, Color::Red],
        user: Some(User::default()),
        users: vec![user("Ada", -1), User::default(), user("Bob", 3)],
        again: Some(Box::new(Everything { uint32: 3, ..Everything::empty() })),
        at: Some(SystemTime::UNIX_EPOCH - Duration::new(1, 250_000_000)),
        took: Some(Duration::new(3, 5)),
        moments: vec![after(1_700_000_000, 999_999_999), after(0, 0)],
        small: 65_535,
        id: Id(1 << 50),
        by_text: BTreeMap::from([(String::new(), 0.0), ("a".to_owned(), 1.5)]),
        by_bool: BTreeMap::from([(false, 1.0), (true, 0.0)]),
        by_i32: BTreeMap::from([(-1, i64::MIN), (0, 0)]),
        by_i64: BTreeMap::from([(i64::MIN, -1)]),
        by_u32: BTreeMap::from([(u32::MAX, true), (0, false)]),
        by_u64: BTreeMap::from([(u64::MAX, vec![1]), (0, vec![])]),
        by_sint32: BTreeMap::from([(i32::MIN, i64::MIN)]),
        by_sint64: BTreeMap::from([(i64::MIN, i32::MIN)]),
        by_fixed32: BTreeMap::from([(u32::MAX, u64::MAX)]),
        by_fixed64: BTreeMap::from([(u64::MAX, u32::MAX)]),
        by_sfixed32: BTreeMap::from([(i32::MIN, i64::MIN)]),
        by_sfixed64: BTreeMap::from([(i64::MIN, i32::MIN)]),
        texts_by_text: HashMap::from([("k".to_owned(), "v".to_owned())]),
        users_by_id: BTreeMap::from([(1, user("Eve", 4)), (2, User::default())]),
        colors_by_name: BTreeMap::from([("i".to_owned(), Color::Inverse)]),
        choice: Some(Choice::Number(-3)),
        ..Everything::empty()
    }
}

/// Ten thousand users, as `check.py` makes them.
pub(crate) fn users() -> UserList {
    let hobbies = ["reading", "coding", "hiking", "chess"];
    let one = |i: usize| User {
        name: format!("User{i}"),
        email: format!("user{i}@example.com"),
        age: i32::try_from(i % 90).unwrap_or_default(),
        hobbies: hobbies.iter().take(i % 4).map(ToString::to_string).collect(),
    };
    UserList { users: (0..10_000).map(one).collect() }
}
