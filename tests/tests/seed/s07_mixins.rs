//! 07: `User` of three mixins: it validates, logs and writes JSON of its data alone.

use dunder::{class, methods};
use serde_json::{Map, Value, json};

#[class(abstract)]
struct LoggerMixin {
    #[default]
    pub logger_name: Option<String>,
    #[default]
    lines: Vec<String>,
}
#[methods]
impl LoggerMixin {
    /// Python's `self.__class__.__name__`.
    pub fn class_name(&self) -> &'static str;
    pub fn info(&mut self, message: &str) {
        let name = self.logger_name.clone().unwrap_or_else(|| self.class_name().to_owned());
        self.lines.push(format!("{name}: {message}"));
    }
    pub fn lines(&self) -> &[String] {
        &self.lines
    }
}

#[class(abstract)]
struct SerializableMixin;
#[methods]
impl SerializableMixin {
    pub fn to_dict(&self) -> Map<String, Value>;
    pub fn to_json(&self) -> String {
        Value::Object(self.to_dict()).to_string()
    }
}

#[class]
struct ValidatableMixin {
    #[default]
    errors: Vec<(&'static str, &'static str)>,
}
#[methods]
impl ValidatableMixin {
    pub fn validate(&mut self) -> bool {
        self.errors.clear();
        self.run_validations();
        self.errors.is_empty()
    }
    pub fn run_validations(&mut self) {}
    pub fn add_error(&mut self, field: &'static str, message: &'static str) {
        self.errors.push((field, message));
    }
    pub fn errors(&self) -> Vec<(&'static str, &'static str)> {
        self.errors.clone()
    }
}

#[class(bases(LoggerMixin, SerializableMixin, ValidatableMixin))]
struct User {
    pub name: String,
    pub email: String,
    pub age: Option<i32>,
}
#[methods]
impl User {
    pub fn class_name(&self) -> &'static str {
        "User"
    }
    pub fn to_dict(&self) -> Map<String, Value> {
        let mut dict = Map::new();
        dict.insert("name".to_owned(), json!(self.name));
        dict.insert("email".to_owned(), json!(self.email));
        dict.insert("age".to_owned(), json!(self.age));
        dict
    }
    pub fn run_validations(&mut self) {
        if self.name.trim().is_empty() {
            self.add_error("name", "Name is required");
        }
        if !self.email.contains('@') {
            self.add_error("email", "Valid email is required");
        }
        if self.age.is_some_and(|age| !(0..=150).contains(&age)) {
            self.add_error("age", "Age must be between 0 and 150");
        }
        super().run_validations();
    }
}

#[test]
fn a_user_validates_logs_and_writes_its_data() {
    let mut user = User::new("Alice", "alice@example.com", Some(30));
    assert!(user.validate());
    user.info("created");
    assert_eq!(user.lines(), ["User: created"]);
    assert_eq!(user.to_json(), r#"{"age":30,"email":"alice@example.com","name":"Alice"}"#);
    assert_eq!(User::mro()[1..4], ["LoggerMixin", "SerializableMixin", "ValidatableMixin"]);
}

#[test]
fn a_failing_user_gets_every_error_with_its_field() {
    let mut user = User::new(" ", "nobody", Some(200));
    assert!(!user.validate());
    let fields: Vec<_> = user.errors().into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["name", "email", "age"]);
}
