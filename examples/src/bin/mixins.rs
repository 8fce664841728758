//! The guide's mixins, ready to be copied, and an article made of all of them; and `ApiMeta`, a
//! metaclass that gives each class with a model its four operations: `cargo run --bin mixins`.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use dunder::class::{Metaclass, MetaclassOf, classes};
use dunder::{Object, class, methods};

/// Finds objects by words, in the texts that the object names at the time.
#[class(abstract)]
pub struct Searchable {}
#[methods]
impl Searchable {
    /// The texts that are searched.
    pub fn texts(&self) -> Vec<&str>;

    /// Whether a text contains the query, whatever its case.
    pub fn matches(&self, query: &str) -> bool {
        let query = query.to_lowercase();
        self.texts().iter().any(|text| text.to_lowercase().contains(&query))
    }
}

/// Fields by name, as text.
#[class(abstract)]
pub struct Serializable {}
#[methods]
impl Serializable {
    /// The fields; a subclass adds its own to those of `super()`.
    pub fn to_dict(&self) -> BTreeMap<&'static str, String>;

    /// The fields as one line, in the order of their names.
    pub fn to_line(&self) -> String {
        let fields = self.to_dict();
        fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
    }

    /// The fields from a dict; what is missing stays as it is.
    pub fn restore(&mut self, fields: &BTreeMap<&'static str, String>);
}

/// The number of a version that is not there.
#[derive(Debug, PartialEq, Eq)]
pub struct UnknownVersion(pub usize);

/// Snapshots of the object, and the way back to one.
#[class(abstract, bases(Serializable))]
pub struct Versionable {
    #[default]
    versions: Vec<BTreeMap<&'static str, String>>,
}
#[methods]
impl Versionable {
    /// Keeps the object as it is now, and says under which number.
    pub fn save(&mut self) -> usize {
        self.versions.push(self.to_dict());
        self.versions.len() - 1
    }

    /// The object as it was saved.
    pub fn back_to(&mut self, version: usize) -> Result<(), UnknownVersion> {
        let fields = self.versions.get(version).cloned().ok_or(UnknownVersion(version))?;
        self.restore(&fields);
        Ok(())
    }

    /// How many versions there are.
    pub fn history(&self) -> usize {
        self.versions.len()
    }
}

/// Notes what the object does.
#[class]
pub struct Loggable {
    #[default]
    lines: RefCell<Vec<String>>,
}
#[methods]
impl Loggable {
    /// Adds a line under the name of the object's own class.
    pub fn log(&self, line: &str) {
        self.lines.borrow_mut().push(format!("{}: {line}", self.label()));
    }

    /// What stands before each line.
    pub fn label(&self) -> String {
        "object".to_owned()
    }

    /// The lines so far.
    pub fn log_lines(&self) -> Vec<String> {
        self.lines.borrow().clone()
    }
}

/// Faults by field; each class of the MRO adds its own.
#[class]
pub struct Validatable {}
#[methods]
impl Validatable {
    /// The faults; an override begins with those of `super()`.
    pub fn faults(&self) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }

    /// Whether there is none.
    pub fn is_sound(&self) -> bool {
        self.faults().is_empty()
    }
}

/// A state between draft and published; only what is sound gets out.
#[class(bases(Validatable, Loggable))]
pub struct Publishable {
    #[default]
    published: bool,
}
#[methods]
impl Publishable {
    /// Publishes the object, or says why it cannot be.
    pub fn publish(&mut self) -> Result<(), Vec<(&'static str, &'static str)>> {
        let faults = self.faults();
        if !faults.is_empty() {
            return Err(faults);
        }
        self.published = true;
        self.log("published");
        Ok(())
    }

    /// Takes it back.
    pub fn unpublish(&mut self) {
        self.published = false;
        self.log("unpublished");
    }

    /// Whether it is out.
    pub fn is_published(&self) -> bool {
        self.published
    }
}

/// All six.
#[class(bases(Searchable, Versionable, Publishable))]
pub struct Article {
    /// Its headline.
    pub title: String,
    /// Its text.
    #[default]
    pub body: String,
}
#[methods]
impl Article {
    #[overrides]
    pub fn texts(&self) -> Vec<&str> {
        vec![&self.title, &self.body]
    }

    #[overrides]
    pub fn to_dict(&self) -> BTreeMap<&'static str, String> {
        BTreeMap::from([("title", self.title.clone()), ("body", self.body.clone())])
    }

    #[overrides]
    pub fn restore(&mut self, fields: &BTreeMap<&'static str, String>) {
        for (name, value) in fields {
            match *name {
                "title" => self.title.clone_from(value),
                "body" => self.body.clone_from(value),
                _ => {}
            }
        }
    }

    #[overrides]
    pub fn faults(&self) -> Vec<(&'static str, &'static str)> {
        let mut faults = super().faults();
        if self.title.is_empty() {
            faults.push(("title", "is empty"));
        }
        faults
    }

    #[overrides]
    pub fn label(&self) -> String {
        format!("article {:?}", self.title)
    }
}

/// The guide's `APIMeta`: what a class is registered with, by the class's own `MODEL`.
pub struct ApiMeta;

/// What `ApiMeta` asks of a class.
pub trait Model {
    /// The name of what it keeps.
    const MODEL: &'static str;
}

/// A class's table, which `create` hands out.
#[derive(Debug)]
pub struct Api<T> {
    rows: HashMap<u32, T>,
    next: u32,
}

impl<T> Api<T> {
    /// Keeps an object, and says under which number.
    pub fn create(&mut self, object: T) -> u32 {
        self.next += 1;
        self.rows.insert(self.next, object);
        self.next
    }

    /// The object of that number.
    #[must_use]
    pub fn read(&self, id: u32) -> Option<&T> {
        self.rows.get(&id)
    }

    /// The object of that number, to be changed.
    pub fn update(&mut self, id: u32) -> Option<&mut T> {
        self.rows.get_mut(&id)
    }

    /// Takes the object out.
    pub fn delete(&mut self, id: u32) -> Option<T> {
        self.rows.remove(&id)
    }
}

impl Metaclass for ApiMeta {
    type Entry = &'static str;
}
impl<T: Object + Model> MetaclassOf<T> for ApiMeta {
    type Instance = Api<T>;
    const ENTRY: &'static str = T::MODEL;
    const CHECK: () = assert!(!T::MODEL.is_empty(), "MODEL is empty");
    fn call(build: impl FnOnce() -> T) -> Api<T> {
        let mut api = Api { rows: HashMap::new(), next: 0 };
        api.create(build());
        api
    }
}

/// A class with a model.
#[class(metaclass = ApiMeta, pass)]
pub struct User {
    /// What the user is called.
    pub name: String,
}
impl Model for User {
    const MODEL: &'static str = "users";
}

fn main() {
    let mut article = Article::new("Metaclasses");
    println!("{}", Article::CLASS);
    println!("order: {}", Article::mro().join(", "));
    let first = article.save();
    article.title.clear();
    println!("publish: {:?}", article.publish());
    println!("back: {:?}, publish: {:?}", article.back_to(first), article.publish());
    println!("found: {}, {}", article.matches("META"), article.to_line());
    println!("{}", article.log_lines().join("\n"));
    let mut users = User::create("Ada");
    if let Some(user) = users.update(1) {
        user.name.push_str(" Lovelace");
    }
    println!("{:?} of {:?}", users.read(1).map(|user| &user.name), registered());
}

/// The models of all classes of `ApiMeta`.
fn registered() -> Vec<&'static str> {
    classes::<ApiMeta>().map(|(_, model)| *model).collect()
}

#[cfg(test)]
mod tests {
    use super::{Article, UnknownVersion, User, registered};

    #[test]
    fn an_article_does_what_its_six_mixins_do() {
        let mut article = Article::new("Metaclasses");
        assert!(article.matches("META") && !article.matches("descriptor"));
        let first = article.save();
        article.title.clear();
        assert_eq!(article.publish(), Err(vec![("title", "is empty")]));
        assert_eq!(article.back_to(7), Err(UnknownVersion(7)));
        assert_eq!((article.back_to(first), article.history()), (Ok(()), 1));
        assert_eq!(article.publish(), Ok(()));
        assert!(article.is_published() && article.is_sound());
        article.unpublish();
        assert!(!article.is_published());
        assert_eq!(article.to_line(), "body= title=Metaclasses");
        let log = article.log_lines();
        let expected =
            ["published", "unpublished"].map(|w| format!("article \"Metaclasses\": {w}"));
        assert_eq!(log, expected);
    }

    #[test]
    fn the_diamond_of_mixins_has_pythons_order() {
        let order = [
            "Article",
            "Searchable",
            "Versionable",
            "Serializable",
            "Publishable",
            "Validatable",
            "Loggable",
            "object",
        ];
        assert_eq!(Article::mro(), order);
    }

    #[test]
    fn a_class_with_a_model_gets_its_four_operations() {
        let mut users = User::create("Ada");
        let bob = users.create(User::new("Bob"));
        users.update(bob).expect("made").name = "Rob".to_owned();
        assert_eq!(users.read(bob).map(|user| user.name.as_str()), Some("Rob"));
        assert_eq!(users.delete(1).map(|user| user.name), Some("Ada".to_owned()));
        assert!(users.read(1).is_none());
        assert_eq!(registered(), ["users"]);
    }
}
