//! `descriptors` and `properties`: fields and methods that behave as Python's.

#![expect(clippy::float_cmp, reason = "what is set is read back")]

use std::cell::OnceCell;
use std::convert::Infallible;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

use dunder::descriptor::{
    AlreadySet, Cached, Clamp, Coerce, Computed, DependsOn, History, Lazy, Observed, Once,
    ReadOnly, Recorded, Refused,
};
use dunder::{DeleteDescriptor, Descriptor, Field, FieldMeta, SetDescriptor, descriptors};

/// A sensor on a mast.
#[descriptors]
#[derive(Clone, Debug, Default, PartialEq)]
struct Account {
    note: String,
    #[descriptor(Once)]
    id: Option<String>,
    /// In degrees Celsius.
    #[descriptor(Clamp<f64> = Clamp::new(-90.0, 60.0))]
    temp: f64,
    #[descriptor(ReadOnly)]
    r#type: u8,
}

const _: () = assert!(size_of::<Account>() == size_of::<(String, Option<String>, f64, u8)>());

#[test]
fn a_value_goes_through_its_descriptor() {
    let mut account = Account { r#type: 3, ..Account::default() };
    assert_eq!(account.set_temp(99.5), Ok(()));
    assert_eq!(account.temp(), 60.0);
    assert_eq!(account.set_temp(f64::NAN), Ok(()));
    assert_eq!(account.temp(), -90.0);
    assert_eq!(account.r#type(), &3);
    assert!(account.note.is_empty());
}

#[test]
fn a_failed_set_keeps_the_old_value_and_names_the_field() {
    let mut account = Account::default();
    assert_eq!(account.set_id("a".to_owned()), Ok(()));
    let refused: AlreadySet = account.set_id("b".to_owned()).unwrap_err();
    assert_eq!(refused.field.name, "id");
    assert_eq!(refused.to_string(), "`id` is set already");
    assert_eq!(account.id().map(String::as_str), Some("a"));
}

#[test]
fn a_deleted_value_can_be_set_again() {
    let mut account = Account::default();
    account.set_id("a".to_owned()).unwrap();
    assert_eq!(account.delete_id().as_deref(), Some("a"));
    assert_eq!(account.delete_id(), None);
    assert_eq!(account.set_id("b".to_owned()), Ok(()));
}

#[test]
fn access_on_the_class_yields_the_descriptor_itself() {
    let descriptor: &Clamp<f64> = &Account::TEMP;
    assert_eq!(*descriptor, Clamp::new(-90.0, 60.0));
    let meta: &'static FieldMeta = Account::TEMP.meta();
    assert_eq!((meta.owner, meta.name, meta.index), ("Account", "temp", 2));
    assert_eq!((meta.ty, meta.doc), ("f64", "In degrees Celsius."));
    assert_eq!(Account::TYPE.meta().name, "type");
    assert_eq!(Account::ID.meta().ty, "Option<String>");
    assert_eq!(
        format!("{:?}", Account::TEMP),
        "Attr { owner: \"Account\", name: \"temp\", descriptor: Clamp { min: -90.0, max: 60.0 } }"
    );
}

#[test]
fn the_descriptor_reads_sets_and_deletes_on_any_owner() {
    let mut account = Account::default();
    let (temp, id) = (Account::TEMP, Account::ID);
    assert_eq!(temp.set(&mut account, -100.0), Ok(()));
    assert_eq!(temp.get(&account), -90.0);
    assert_eq!(id.set(&mut account, "a".to_owned()), Ok(()));
    assert!(id.set(&mut account, "b".to_owned()).is_err());
    assert_eq!(id.delete(&mut account).as_deref(), Some("a"));
}

/// A descriptor of the user: a text without spaces around it, never empty.
struct Trimmed;

impl<F: Field<Slot = String>> Descriptor<F> for Trimmed {
    type Get<'a>
        = &'a str
    where
        F::Owner: 'a;

    fn get<'a>(&self, owner: &'a F::Owner) -> &'a str {
        F::slot(owner)
    }
}

impl<F: Field<Slot = String>> SetDescriptor<F> for Trimmed {
    type Value = &'static str;
    type Error = String;

    fn set(&self, owner: &mut F::Owner, value: &'static str) -> Result<(), String> {
        match value.trim() {
            "" => Err(format!("`{}` of `{}` is blank", F::META.name, F::META.owner)),
            text => {
                text.clone_into(F::slot_mut(owner));
                Ok(())
            }
        }
    }
}

impl<F: Field<Slot = String>> DeleteDescriptor<F> for Trimmed {
    type Old = String;

    fn delete(&self, owner: &mut F::Owner) -> String {
        std::mem::replace(F::slot_mut(owner), "nobody".to_owned())
    }
}

#[test]
fn a_descriptor_is_written_in_plain_rust() {
    #[descriptors]
    struct User {
        #[descriptor(Trimmed)]
        name: String,
        #[descriptor(Trimmed)]
        nick: String,
    }
    let mut user = User { name: "Ann".into(), nick: "a".into() };
    assert_eq!(user.set_name("  Bob "), Ok(()));
    assert_eq!((user.name(), user.nick()), ("Bob", "a"));
    assert_eq!(user.set_nick(" "), Err("`nick` of `User` is blank".to_owned()));
    assert_eq!(user.delete_nick(), "a");
    assert_eq!(user.nick(), "nobody");
}

#[test]
fn a_lazy_value_is_made_once_until_it_is_deleted() {
    static MADE: AtomicU32 = AtomicU32::new(0);

    #[descriptors]
    struct Config {
        path: String,
        #[descriptor(Lazy<Self, String> = Lazy::new(Self::load))]
        text: OnceCell<String>,
    }
    impl Config {
        fn load(&self) -> String {
            MADE.fetch_add(1, Ordering::Relaxed);
            format!("text of {}", self.path)
        }
    }
    let mut config = Config { path: "a".into(), text: OnceCell::new() };
    assert_eq!((config.text().as_str(), config.text().len()), ("text of a", 9));
    assert_eq!(MADE.load(Ordering::Relaxed), 1);
    config.path = "b".into();
    assert_eq!(config.delete_text().as_deref(), Some("text of a"));
    assert_eq!(config.text(), "text of b");
    let Ok(()) = config.set_text("other".to_owned());
    assert_eq!(config.text(), "other");
    assert_eq!(MADE.load(Ordering::Relaxed), 2);
}

#[test]
fn a_lazy_value_can_be_shared_between_threads() {
    #[descriptors]
    struct Shared {
        #[descriptor(Lazy<Self, u32> = Lazy::new(|_| 7))]
        value: OnceLock<u32>,
    }
    let shared = Shared { value: OnceLock::new() };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(shared.value(), &7));
        }
    });
}

#[test]
fn a_cached_value_is_made_anew_after_a_change_of_what_it_is_made_of() {
    #[descriptors]
    struct Block {
        #[descriptor(Clamp<u32> = Clamp::new(0, 10))]
        width: u32,
        #[descriptor(Once)]
        height: Option<u32>,
        #[descriptor(Cached<Self, u32> = Cached::new(Self::area), of(width, height))]
        surface: OnceCell<u32>,
        #[descriptor(Cached<Self, u32> = Cached::new(|b| b.surface() * 2), of(surface))]
        doubled: OnceCell<u32>,
        made: std::cell::Cell<u32>,
    }
    fn fields<F: DependsOn, D>(_: dunder::Attr<F, D>) -> &'static [&'static str] {
        F::FIELDS
    }
    impl Block {
        fn area(&self) -> u32 {
            self.made.set(self.made.get() + 1);
            self.width * self.height.unwrap_or(1)
        }
    }
    let cells = (OnceCell::new(), OnceCell::new());
    let mut block =
        Block { width: 2, height: None, surface: cells.0, doubled: cells.1, made: 0.into() };
    assert_eq!((block.doubled(), block.surface(), block.made.get()), (&4, &2, 1));
    let Ok(()) = block.set_width(20);
    assert_eq!((block.doubled(), block.surface(), block.made.get()), (&20, &10, 2));
    block.set_height(3).unwrap();
    assert_eq!(block.doubled(), &60);
    // a refused set leaves what was made
    block.set_height(4).unwrap_err();
    assert_eq!((block.surface(), block.made.get()), (&30, 3));
    block.delete_height();
    assert_eq!(block.doubled(), &20);
    assert_eq!(fields(Block::SURFACE), ["width", "height"]);
}

#[test]
fn a_computed_value_takes_no_place() {
    #[descriptors]
    struct Celsius {
        degrees: f64,
        #[descriptor(Computed<Self, f64> = Computed::new(|c| c.degrees * 1.8 + 32.0))]
        fahrenheit: (),
    }
    const _: () = assert!(size_of::<Celsius>() == size_of::<f64>());
    let mut celsius = Celsius { degrees: 100.0, fahrenheit: () };
    assert_eq!(celsius.fahrenheit(), 212.0);
    celsius.degrees = 0.0;
    assert_eq!(celsius.fahrenheit(), 32.0);
}

#[test]
fn a_coerced_value_is_set_as_another_type() {
    #[descriptors]
    struct Server {
        #[descriptor(Coerce<&'static str, u16, std::num::ParseIntError> = Coerce::new(str::parse))]
        port: u16,
        #[descriptor(Coerce<u8, u64> = Coerce::new(|small| Ok(u64::from(small))))]
        big: u64,
    }
    let mut server = Server { port: 80, big: 0 };
    server.set_port("8080").unwrap();
    let refused: Refused<_> = server.set_port("http").unwrap_err();
    assert_eq!(refused.to_string(), "`port`: invalid digit found in string");
    assert_eq!(
        std::error::Error::source(&refused).unwrap().to_string(),
        refused.reason.to_string()
    );
    assert_eq!(*server.port(), 8080);
    let refused: Result<(), Refused<Infallible>> = server.set_big(7);
    assert!(refused.is_ok());
    assert_eq!(*server.big(), 7);
}

#[test]
fn a_tuple_checks_with_all_before_it_sets_with_any() {
    static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());

    /// Even numbers only.
    struct Even;
    impl<F: Field<Slot = Recorded<u32>>> Descriptor<F> for Even {
        type Get<'a>
            = u32
        where
            F::Owner: 'a;

        fn get(&self, owner: &F::Owner) -> u32 {
            **F::slot(owner)
        }
    }
    impl<F: Field<Slot = Recorded<u32>>> SetDescriptor<F> for Even {
        type Value = u32;
        type Error = Odd;

        fn check(&self, _: &F::Owner, value: &u32) -> Result<(), Odd> {
            if value.is_multiple_of(2) { Ok(()) } else { Err(Odd(F::META.name)) }
        }

        fn set(&self, _: &mut F::Owner, value: u32) -> Result<(), Odd> {
            TOLD.lock().unwrap().push(format!("set {value}"));
            Ok(())
        }
    }
    #[derive(Debug, PartialEq)]
    struct Odd(&'static str);
    impl From<Infallible> for Odd {
        fn from(never: Infallible) -> Self {
            match never {}
        }
    }

    #[descriptors]
    struct Level {
        #[descriptor((Even, Clamp<u32>, Observed<u32>, History) = (
            Even,
            Clamp::new(0, 100),
            Observed::new(|field, old, new| {
                TOLD.lock().unwrap().push(format!("{}: {old:?} to {new}", field.name));
            }),
            History::ALL,
        ))]
        level: Recorded<u32>,
    }
    let mut level = Level { level: Recorded::new(2) };
    assert_eq!(level.set_level(7), Err(Odd("level")));
    assert_eq!((level.level(), TOLD.lock().unwrap().len()), (&2, 0));
    assert_eq!(level.set_level(400), Ok(()));
    assert_eq!(level.level(), &100);
    assert_eq!(*TOLD.lock().unwrap(), ["set 100", "level: Some(2) to 100"]);
    assert_eq!(Level::LEVEL.past(&level), [2]);
    assert_eq!(Level::LEVEL.undo(&mut level), Some(100));
    assert_eq!(Level::LEVEL.undo(&mut level), None);
    assert_eq!(level.level(), &2);
    assert_eq!(*Level::LEVEL.1.max(), 100);
}

#[test]
fn a_history_keeps_the_latest() {
    #[descriptors]
    struct Page {
        #[descriptor(History = History::last(2))]
        title: Recorded<&'static str>,
        #[descriptor(History = History::last(0))]
        text: Recorded<u8>,
    }
    let mut page = Page { title: "a".into(), text: 0.into() };
    for (title, text) in [("b", 1), ("c", 2), ("d", 3)] {
        let (Ok(()), Ok(())) = (page.set_title(title), page.set_text(text));
    }
    assert_eq!((page.title(), Page::TITLE.past(&page)), (&"d", &["b", "c"][..]));
    assert_eq!((page.text(), Page::TEXT.past(&page)), (&3, &[][..]));
}

#[test]
fn generic_structs_have_generic_descriptors() {
    #[descriptors]
    struct Holder<'a, T: Copy + PartialOrd + From<u8>, const N: usize>
    where
        T: std::fmt::Debug,
    {
        name: &'a str,
        #[descriptor(Once)]
        first: Option<[u8; N]>,
        #[descriptor(Largest<T> = Largest::new())]
        best: T,
        #[descriptor(ReadOnly)]
        next: Option<Box<Holder<'static, u8, N>>>,
    }
    struct Largest<T>(std::marker::PhantomData<fn() -> T>);
    impl<T> Largest<T> {
        const fn new() -> Self {
            Self(std::marker::PhantomData)
        }
    }
    impl<T: Copy, F: Field<Slot = T>> Descriptor<F> for Largest<T> {
        type Get<'a>
            = T
        where
            F::Owner: 'a;

        fn get(&self, owner: &F::Owner) -> T {
            *F::slot(owner)
        }
    }
    impl<T: Copy + PartialOrd, F: Field<Slot = T>> SetDescriptor<F> for Largest<T> {
        type Value = T;
        type Error = Infallible;

        fn set(&self, owner: &mut F::Owner, value: T) -> Result<(), Infallible> {
            let slot = F::slot_mut(owner);
            *slot = if value > *slot { value } else { *slot };
            Ok(())
        }
    }
    let name = String::from("a");
    let mut holder = Holder::<u16, 2> { name: &name, first: None, best: 3, next: None };
    holder.set_first([1, 2]).unwrap();
    let (Ok(()), Ok(())) = (holder.set_best(2), holder.set_best(9));
    assert_eq!((holder.first(), holder.best(), holder.name), (Some(&[1, 2]), 9, "a"));
    assert!(holder.next().is_none());
    assert_eq!(Holder::<u16, 2>::BEST.meta().ty, "T");
}
