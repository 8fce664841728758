//! By name: the types with a `#[patchable(dyn)]` block, and their methods and class attributes.

use core::any::{Any, TypeId, type_name};
use core::marker::PhantomData;

use super::find::{Found, find};
use super::guard::Condition;
use super::site::Site;
use super::{Patch, PatchError};

/// The arguments of a call by name.
pub type Arguments = Vec<Box<dyn Any>>;

/// What a call by name returns.
pub type Outcome = Result<Box<dyn Any>, PatchError>;

/// The names of one `#[patchable(dyn)]` block.
pub struct Block {
    /// The type's whole name.
    pub name: fn() -> &'static str,
    /// The type.
    pub id: fn() -> TypeId,
    /// What can be patched in it.
    pub attributes: &'static [Attribute],
}

/// A method or a class attribute.
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// The name of its type.
    pub expected: fn() -> &'static str,
    /// Its site, or why it has none.
    pub site: Result<fn() -> &'static Site, &'static str>,
    /// Makes a patch of a value of its type; gives another value back.
    pub patch: fn(Box<dyn Any + Send + Sync>) -> Option<Patch>,
    /// How it is called.
    pub call: Call,
}

/// How a method is called by name.
pub enum Call {
    /// With `&self`.
    Shared(fn(&dyn Any, &mut Given) -> Option<Box<dyn Any>>),
    /// With `&mut self`.
    Exclusive(fn(&mut dyn Any, &mut Given) -> Option<Box<dyn Any>>),
    /// Without `self`.
    Free(fn(&mut Given) -> Option<Box<dyn Any>>),
    /// Not at all, and why.
    Never(&'static str),
}

/// A constant's type, of which a patch keeps a value that each reader gets a clone of.
pub struct Shared<V>(PhantomData<V>);

impl<V: Clone + Send + Sync + 'static> Shared<V> {
    /// Why there is no patch of a constant of this type.
    pub const WHY_NOT: Option<&'static str> = None;

    /// The patch with this value, if it is a `V`.
    pub fn patch(site: &'static Site, value: Box<dyn Any + Send + Sync>) -> Option<Patch> {
        value.downcast::<V>().ok().map(|value| Patch::value::<(), V>(site, *value))
    }
}

/// The same of a type that cannot be kept so.
pub trait NotShared {
    /// Why there is no patch of a constant of this type.
    const WHY_NOT: Option<&'static str> = Some("its type is not `Clone`, `Send` and `Sync`");

    /// None.
    fn patch(_site: &'static Site, _value: Box<dyn Any + Send + Sync>) -> Option<Patch> {
        None
    }
}

impl<V> NotShared for Shared<V> {}

/// Arguments as a call takes them.
pub struct Given {
    left: std::vec::IntoIter<Box<dyn Any>>,
    taken: usize,
    /// The number of the one that was of another type.
    wrong: Option<usize>,
}

impl Given {
    /// The next one, if it is a `T`.
    pub fn take<T: 'static>(&mut self) -> Option<T> {
        let value = self.left.next()?;
        self.taken += 1;
        match value.downcast() {
            Ok(value) => Some(*value),
            Err(_) => {
                self.wrong = Some(self.taken);
                None
            }
        }
    }

    /// Whether none is left.
    pub fn end(&self) -> Option<()> {
        self.left.as_slice().is_empty().then_some(())
    }
}

/// A block, where the linker collects it.
pub struct Registered(pub &'static Block);

/// Every block in this program.
#[cfg(not(target_family = "wasm"))]
#[linkme::distributed_slice]
pub static BLOCKS: [Registered];

#[cfg(target_family = "wasm")]
inventory::collect!(Registered);

/// Puts a block where names are looked up.
#[cfg(not(target_family = "wasm"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_submit_patchable {
    ($block:expr) => {
        const _: () = {
            #[$crate::__private::patchable::linkme::distributed_slice(
                $crate::__private::patchable::BLOCKS
            )]
            #[linkme(crate = $crate::__private::patchable::linkme)]
            static __BLOCK: $crate::__private::patchable::Registered =
                $crate::__private::patchable::Registered(&$block);
        };
    };
}

/// Puts a block where names are looked up.
#[cfg(target_family = "wasm")]
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_submit_patchable {
    ($block:expr) => {
        $crate::__private::patchable::inventory::submit! {
            $crate::__private::patchable::Registered(&$block)
        }
    };
}

fn blocks() -> impl Iterator<Item = &'static Block> {
    #[cfg(not(target_family = "wasm"))]
    let all = BLOCKS.static_slice().iter();
    #[cfg(target_family = "wasm")]
    let all = inventory::iter::<Registered>();
    all.map(|registered| registered.0)
}

fn attributes(id: TypeId) -> impl Iterator<Item = &'static Attribute> {
    blocks().filter(move |block| (block.id)() == id).flat_map(|block| block.attributes)
}

/// The one type of a name, and what stands after its last `.`.
fn target(name: &str) -> Result<(TypeId, &str, &str), PatchError> {
    let (target, attribute) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_named = |whole: &str| {
        whole.strip_suffix(target).is_some_and(|rest| rest.is_empty() || rest.ends_with("::"))
    };
    let mut found: Vec<(TypeId, &str)> = Vec::new();
    for block in blocks() {
        let one = ((block.id)(), (block.name)());
        if is_named(one.1) && !found.contains(&one) {
            found.push(one);
        }
    }
    match *found.as_slice() {
        [(id, _)] => Ok((id, target, attribute)),
        [] => {
            let last = |name: &'static str| name.rsplit("::").next().unwrap_or(name);
            let known = blocks().map(|block| last((block.name)()));
            Err(PatchError::UnknownTarget {
                name: target.to_owned(),
                similar: similar(target, known),
            })
        }
        _ => {
            let mut candidates: Vec<_> = found.iter().map(|(_, name)| (*name).to_owned()).collect();
            candidates.sort_unstable();
            Err(PatchError::Ambiguous { name: target.to_owned(), candidates })
        }
    }
}

fn attribute(id: TypeId, target: &str, name: &str) -> Result<&'static Attribute, PatchError> {
    attributes(id).find(|attribute| attribute.name == name).ok_or_else(|| {
        PatchError::UnknownAttribute {
            target: target.to_owned(),
            name: name.to_owned(),
            similar: similar(name, attributes(id).map(|attribute| attribute.name)),
        }
    })
}

pub(super) fn patch<V: Any + Send + Sync>(name: &str, value: V) -> Result<Patch, PatchError> {
    let (id, target, word) = target(name)?;
    let attribute = attribute(id, target, word)?;
    let site = attribute
        .site
        .map_err(|why| PatchError::NotByName { name: name.to_owned(), why: why.to_owned() })?;
    let value: Box<dyn Any + Send + Sync> = Box::new(value);
    let (found, patch) = match value.downcast::<Patch>() {
        Ok(patch) if core::ptr::eq(patch.site, site()) => return Ok(*patch),
        Ok(patch) => (format!("a patch of {}", patch.site.name()), None),
        Err(value) => (type_name::<V>().to_owned(), (attribute.patch)(value)),
    };
    patch.ok_or_else(|| PatchError::Signature {
        name: name.to_owned(),
        expected: (attribute.expected)().to_owned(),
        found,
    })
}

/// A function that was added to a type by name.
type Added = Box<dyn Fn(Arguments) -> Box<dyn Any> + Send + Sync>;

/// Whether it is this type's, under this name.
type IsIt = Box<dyn Fn(TypeId, &str) -> bool + Send + Sync>;

static ADDED: Site = Site::new("add_named");

pub(super) fn add<R: Any>(
    name: &str,
    function: impl Fn(Arguments) -> R + Send + Sync + 'static,
) -> Result<Patch, PatchError> {
    let (id, _, word) = target(name)?;
    let not_by_name =
        |why: &str| PatchError::NotByName { name: name.to_owned(), why: why.to_owned() };
    if word.is_empty() {
        return Err(not_by_name("write `Type.name`"));
    }
    if attributes(id).any(|attribute| attribute.name == word) {
        return Err(not_by_name("the type has it already, patch it with `patch_named`"));
    }
    let function: Added = Box::new(move |arguments| {
        let result: Box<dyn Any> = Box::new(function(arguments));
        match result.downcast::<Box<dyn Any>>() {
            Ok(boxed) => *boxed,
            Err(result) => result,
        }
    });
    let word = word.to_owned();
    let is_it: IsIt = Box::new(move |of, name| of == id && name == word);
    Ok(Patch::new::<(), Added>(&ADDED, function).when(Condition::new(is_it)))
}

/// Calls what was added to the type, if anything was.
fn call_added(id: TypeId, name: &str, arguments: Arguments) -> Result<Box<dyn Any>, Arguments> {
    if !ADDED.is_live() {
        return Err(arguments);
    }
    match find::<(), Added, IsIt>(&ADDED, 0, |is_it| is_it(id, name)) {
        Found::Patch(hit) => Ok(hit.look(|function| function(arguments))),
        Found::Original | Found::Body => Err(arguments),
    }
}

/// Who is called.
enum Caller<'a> {
    Shared(&'a dyn Any),
    Exclusive(&'a mut dyn Any),
    Type,
}

fn call<T: Any>(caller: Caller<'_>, name: &str, arguments: Arguments) -> Outcome {
    let id = TypeId::of::<T>();
    let arguments = match call_added(id, name, arguments) {
        Ok(result) => return Ok(result),
        Err(arguments) => arguments,
    };
    let whole = type_name::<T>();
    let attribute = attribute(id, whole, name)?;
    let count = arguments.len();
    let mut given = Given { left: arguments.into_iter(), taken: 0, wrong: None };
    let why = |why: &str| {
        Err(PatchError::NotByName { name: format!("{whole}.{name}"), why: why.to_owned() })
    };
    let result = match (&attribute.call, caller) {
        (Call::Never(reason), _) => return why(reason),
        (Call::Free(call), _) => call(&mut given),
        (Call::Shared(call), Caller::Shared(this)) => call(this, &mut given),
        (Call::Shared(call), Caller::Exclusive(this)) => call(&*this, &mut given),
        (Call::Exclusive(call), Caller::Exclusive(this)) => call(this, &mut given),
        (Call::Shared(_), Caller::Type) => return why("it takes `&self`, use `call_dyn`"),
        (Call::Exclusive(_), _) => return why("it takes `&mut self`, use `call_dyn_mut`"),
    };
    result.ok_or_else(|| PatchError::Signature {
        name: format!("{whole}.{name}"),
        expected: (attribute.expected)().to_owned(),
        found: match given.wrong {
            None => format!("{count} arguments"),
            Some(wrong) => format!("{count} arguments, number {wrong} of another type"),
        },
    })
}

/// What `call_dyn` of a block does.
///
/// # Errors
/// Where the type has no such method, or the arguments are others.
pub fn call_dyn<T: Any>(this: &T, name: &str, arguments: Arguments) -> Outcome {
    call::<T>(Caller::Shared(this), name, arguments)
}

/// What `call_dyn_mut` of a block does.
///
/// # Errors
/// Where the type has no such method, or the arguments are others.
pub fn call_dyn_mut<T: Any>(this: &mut T, name: &str, arguments: Arguments) -> Outcome {
    call::<T>(Caller::Exclusive(this), name, arguments)
}

/// What `call_dyn_static` of a block does.
///
/// # Errors
/// Where the type has no such function, or the arguments are others.
pub fn call_dyn_static<T: Any>(name: &str, arguments: Arguments) -> Outcome {
    call::<T>(Caller::Type, name, arguments)
}

/// The known names that are spelt much like `word`, each once.
fn similar(word: &str, known: impl Iterator<Item = &'static str>) -> Vec<String> {
    let mut near = crate::similar::similar(word, known);
    near.dedup();
    near.into_iter().map(str::to_owned).collect()
}
