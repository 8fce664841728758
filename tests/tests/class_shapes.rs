//! What classes may be made of: signatures, receivers, generics, derives, class attributes.
#![allow(missing_docs)]

use std::collections::HashMap;
use std::fmt;

use dunder::class::mermaid;
use dunder::{Object, class, methods};

#[class(dyn)]
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Animal {
    pub name: String,
    #[default(4)]
    pub legs: u32,
    #[default]
    secret: Vec<u8>,
}

#[methods]
impl Animal {
    pub const KINGDOM: &'static str = "animalia";
    const HIDDEN: u32 = 3;

    /// A class method.
    pub fn kingdom(upper: bool) -> String {
        if upper { Self::KINGDOM.to_uppercase() } else { Self::KINGDOM.to_owned() }
    }
    pub fn named(name: &str) -> Self {
        Self::new(name)
    }
    pub fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with {} legs", self.name, self.legs)
    }
    pub fn longest<'a>(&'a self, other: &'a str) -> &'a str {
        if other.len() > self.name.len() { other } else { &self.name }
    }
    pub fn name_or(&self, _other: &str) -> &str {
        &self.name
    }
    pub fn first(&self) -> Option<&u8> {
        self.secret.first()
    }
    pub fn lookup(&self, table: &HashMap<String, u32>) -> Option<u32> {
        table.get(&self.name).copied()
    }
    pub fn same(&self, other: &Self) -> bool {
        self.name == other.name && self.legs() == other.legs()
    }
    pub fn legs(&self) -> u32 {
        self.legs + Self::HIDDEN - Self::HIDDEN
    }
    pub fn push(&mut self, byte: u8) -> &mut Self {
        self.secret.push(byte);
        self.legs += 0;
        self
    }
    pub fn grow(&mut self, legs: u32) {
        self.legs += legs;
    }
    pub fn secret_len(&self) -> usize {
        self.secret.len() + self.helper(0)
    }
    pub fn pair(&self, (a, b): (u32, u32), mut c: u32) -> u32 {
        c += a;
        c * b * self.legs
    }
    fn helper(&self, x: usize) -> usize {
        x
    }
    #[final_]
    pub fn each<F: FnMut(&u8)>(&self, f: F) {
        self.secret.iter().for_each(f);
    }
    #[final_]
    pub fn fixed(&self) -> u32 {
        7
    }
    #[final_]
    pub async fn wait(&self, n: u32) -> u32 {
        n + self.legs
    }
    pub fn describe(self) -> String {
        format!("{}!", self.name)
    }
    pub fn r#type(&self) -> &'static str {
        "animal"
    }
}

#[class(bases(Animal), builder)]
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dog {
    #[default]
    pub tricks: Vec<String>,
    #[default("Rex".to_owned())]
    owner: String,
}

#[methods]
impl Dog {
    pub const KINGDOM: &'static str = "canidae";

    #[overrides]
    pub fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super().write(f)?;
        write!(f, " of {}", self.owner)
    }
    pub fn r#type(&self) -> &'static str {
        "dog"
    }
    pub fn learn(&mut self, trick: &str) -> usize {
        self.tricks.push(trick.to_owned());
        let n = self.legs();
        self.tricks.len() + n as usize
    }
    pub fn peek(&self) -> usize {
        self.secret.len()
    }
}

impl fmt::Display for Dog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

#[test]
fn signatures_of_every_kind_are_inherited() {
    let mut dog = Dog::new("Ada");
    assert_eq!(dog.to_string(), "Ada with 4 legs of Rex");
    assert_eq!(dog.longest("longer"), "longer");
    assert_eq!(dog.name_or("x"), "Ada");
    dog.push(3).push(4);
    assert_eq!((dog.first(), dog.secret_len(), dog.peek()), (Some(&3), 2, 2));
    assert_eq!(dog.lookup(&HashMap::from([("Ada".to_owned(), 5)])), Some(5));
    assert!(dog.same(&dog.clone()));
    assert_eq!(dog.pair((1, 2), 3), 32);
    assert_eq!(dog.r#type(), "dog");
    assert_eq!(dog.fixed(), 7);
    assert_eq!(dog.learn("sit"), 5);
    assert_eq!(dog.describe(), "Ada!");
}

#[test]
fn class_methods_and_attributes_are_late_bound() {
    assert_eq!(Animal::kingdom(false), "animalia");
    assert_eq!(Dog::kingdom(true), "CANIDAE");
    assert_eq!(Dog::KINGDOM, "canidae");
    assert_eq!(Animal::named("x").name, "x");
}

#[test]
fn derives_include_the_ancestors_fields() {
    let dog = Dog::default();
    assert_eq!((dog.legs, dog.owner.as_str()), (4, "Rex"));
    assert_eq!(
        format!("{dog:?}"),
        r#"Dog { tricks: [], owner: "Rex", name: "", legs: 4, secret: [] }"#
    );
    assert_ne!(dog, Dog::new("Ada"));
    assert_eq!(Dog::builder("Ada").legs(3).owner("Bob").build().legs, 3);
}

#[test]
fn a_trait_object_holds_any_subclass() {
    fn legs(animal: &impl IsAnimal) -> u32 {
        animal.legs()
    }
    let mut all: Vec<Box<dyn IsAnimal>> = vec![Box::new(Dog::new("a")), Box::new(Animal::new("b"))];
    assert_eq!(all.iter().map(|one| one.r#type()).collect::<Vec<_>>(), ["dog", "animal"]);
    assert!(all[0].isinstance::<Dog>() && all[0].isinstance::<Animal>());
    assert!(!all[1].isinstance::<Dog>());
    assert!(all[0].downcast_ref::<Dog>().is_some() && all[1].downcast_mut::<Dog>().is_none());
    let last = all.pop().expect("two").downcast::<Dog>();
    let Err(animal) = last else { panic!("no dog") };
    assert_eq!(animal.r#type(), "animal");
    let dog: Box<Dog> = all.pop().expect("one").downcast().ok().expect("a dog");
    assert_eq!(legs(&*dog), 4);
}

#[class(dyn, bases(Dog))]
pub struct Puppy {}

#[methods]
impl Puppy {
    pub fn legs(&self) -> u32 {
        super().legs() + 1
    }
}

#[class(abstract, dyn)]
pub struct Stored<T: 'static> {
    pub key: T,
}

#[methods]
impl<T> Stored<T> {
    pub fn key(&self) -> &T {
        &self.key
    }
    pub async fn load(&self) -> usize;
}

#[class(dyn, bases(Puppy, Stored<Vec<T>>))]
pub struct Registered<T> {}

#[methods]
impl<T> Registered<T> {
    pub async fn load(&self) -> usize {
        self.key.len()
    }
}

#[class]
pub struct Counted {
    pub n: u32,
}

#[methods]
impl Counted {
    #[final_]
    pub fn each<F: FnMut(u32)>(&self, f: F) {
        (0..self.n()).for_each(f);
    }
    #[final_]
    pub async fn waited(&self) -> u32 {
        self.n()
    }
    pub fn n(&self) -> u32 {
        self.n
    }
}

#[class(dyn, bases(Counted))]
pub struct Doubled {}

#[methods]
impl Doubled {
    pub fn n(&self) -> u32 {
        super().n() * 2
    }
}

#[test]
fn a_trait_has_the_generic_methods_of_ancestors_without_one() {
    fn sum(doubled: &impl IsDoubled) -> u32 {
        let mut sum = 0;
        doubled.each(|n| sum += n);
        sum
    }
    assert_eq!(sum(&Doubled::new(2)), 6);
    let held: Box<dyn IsDoubled> = Box::new(Doubled::new(3));
    assert_eq!(held.n(), 6);
}

#[test]
fn a_trait_object_goes_up_to_its_ancestors() {
    fn legs(animal: &(impl IsAnimal + ?Sized)) -> u32 {
        animal.legs()
    }
    let mut puppy = Puppy::new("a");
    let held: &mut dyn IsPuppy = &mut puppy;
    let animal: &dyn IsAnimal = held.upcast();
    assert!(animal.isinstance::<Puppy>() && animal.legs() == 5);
    assert_eq!((legs(animal), held.legs()), (5, 5));
    held.upcast_mut::<dyn IsAnimal>().grow(1);
    assert_eq!(puppy.legs(), 6);

    let both: Box<dyn IsRegistered<u8>> = Box::new(Registered::new("a", vec![1, 2]));
    assert_eq!(both.upcast::<dyn IsStored<Vec<u8>>>().key(), &[1, 2]);
    assert_eq!(both.upcast::<dyn IsPuppy>().upcast::<dyn IsAnimal>().legs(), 5);
    let animal: Box<dyn IsAnimal> = both.upcast_box();
    assert!(animal.downcast::<Registered<u8>>().is_ok());
}

#[class(dyn)]
pub struct School {
    pub any: u32,
}

#[methods]
impl School {
    pub fn class(&self) -> u32 {
        self.any
    }
    pub fn any(&self) -> u32 {
        2
    }
    pub fn boxed(&self) -> u32 {
        3
    }
    pub fn up(&self) -> u32 {
        4
    }
}

#[test]
fn a_trait_object_has_no_methods_that_its_class_has_not() {
    let school: Box<dyn IsSchool> = Box::new(School::new(1));
    assert_eq!([school.class(), school.any(), school.boxed(), school.up()], [1, 2, 3, 4]);
}

#[class]
#[derive(Debug, Clone, PartialEq)]
pub struct Repo<T: Clone> {
    pub items: Vec<T>,
    #[default]
    touched: u32,
}

#[methods]
impl<T: Clone> Repo<T> {
    pub fn add(&mut self, item: T) -> usize {
        self.touched += 1;
        self.items.push(item);
        self.count()
    }
    pub fn count(&self) -> usize {
        self.items.len()
    }
    pub fn first(&self) -> Option<&T> {
        self.items.first()
    }
}

#[class(bases(Repo<String>))]
#[derive(Debug, Clone, PartialEq)]
pub struct Names {}

#[methods]
impl Names {
    pub fn count(&self) -> usize {
        super().count() * 10
    }
}

#[class(bases(Repo<T>))]
#[derive(Debug, Clone, PartialEq)]
pub struct Both<T: Clone, U: Clone> {
    pub other: Option<U>,
}

#[methods]
impl<T: Clone, U: Clone> Both<T, U> {
    pub fn other(&self) -> Option<&U> {
        self.other.as_ref()
    }
}

#[test]
fn generic_classes_are_bases() {
    let mut names = Names::new(vec![]);
    assert_eq!(names.add("a".to_owned()), 10);
    assert_eq!(names.first(), Some(&"a".to_owned()));
    let mut both = Both::<u8, u16>::new(Some(3), vec![]);
    assert_eq!(both.add(1), 1);
    assert_eq!((both.other(), both.first()), (Some(&3), Some(&1)));
    assert_eq!(Both::<u8, u8>::mro(), ["Both", "Repo", "object"]);
}

mod skipping {
    use dunder::{class, methods};

    #[class]
    pub(crate) struct A {}
    #[methods]
    impl A {
        pub fn who(&self) -> String {
            "A".into()
        }
    }
    #[class(bases(A))]
    pub(crate) struct B {}
    #[methods]
    impl B {
        pub fn who(&self) -> String {
            format!("B{}", super().who())
        }
    }
    #[class(bases(A))]
    pub(crate) struct C {}
    #[methods]
    impl C {
        pub fn who(&self) -> String {
            format!("C{}", super().who())
        }
    }
    #[class(bases(B, C))]
    pub(crate) struct D {}
    #[methods]
    impl D {
        pub fn who(&self) -> String {
            format!("D{} {} {}", super().who(), super::<B>().who(), super::<C>().who())
        }
    }
}

#[test]
fn super_with_a_class_begins_after_it() {
    assert_eq!(skipping::D::new().who(), "DBCA CA A");
}

#[test]
fn classes_stand_in_functions_too() {
    #[class]
    struct Inner {
        pub x: u32,
    }
    #[methods]
    impl Inner {
        pub fn x(&self) -> u32 {
            self.x
        }
    }
    #[class(bases(Inner), pass)]
    struct Sub;
    assert_eq!(Sub::new(3).x(), 3);
}

#[test]
fn a_class_says_what_it_is() {
    assert_eq!(Dog::CLASS.to_string(), "class Dog(Animal)");
    assert_eq!(Dog::CLASS.bases, ["Animal"].map(|_| Animal::CLASS));
    assert_eq!(Dog::CLASS.fields.len(), 2);
    assert_eq!(Dog::CLASS.all_fields().count(), 5);
    let method = Dog::CLASS.method("kingdom").expect("inherited");
    assert_eq!(
        (method.signature, method.doc),
        ("kingdom(upper: bool) -> String", "A class method.")
    );
    assert!(mermaid(&[Dog::CLASS]).contains("Animal <|-- Dog"));
}

#[class(dyn)]
struct Named {
    pub name: String,
}

#[methods]
impl Named {
    pub fn told(&self) -> String {
        self.name.clone()
    }
}

#[class(bases(Named), dyn)]
struct Titled {}

#[methods]
impl Titled {
    pub fn told(&self) -> String {
        format!("Dr. {}", super().told())
    }
}

#[test]
fn a_class_below_another_has_trait_objects_of_its_own() {
    let one: Box<dyn IsTitled> = Box::new(Titled::new("Ada"));
    let other: Box<dyn IsNamed> = Box::new(Titled::new("Ada"));
    assert_eq!((one.told(), other.told()), ("Dr. Ada".to_owned(), "Dr. Ada".to_owned()));
}

mod held_apart {
    use dunder::{class, methods};

    #[class]
    pub(super) struct Shape {
        id: u32,
    }
    #[methods]
    impl Shape {
        pub fn of_shape(&self) -> u32 {
            self.id
        }
    }

    #[class]
    pub(super) struct Named {
        id: u32,
    }
    #[methods]
    impl Named {
        pub fn of_named(&self) -> u32 {
            self.id
        }
    }

    #[class(bases(Shape, Named), pass)]
    pub(super) struct Both;
}

#[test]
fn private_fields_of_one_name_are_two_parameters() {
    let both = held_apart::Both::new(1, 2);
    assert_eq!((both.of_shape(), both.of_named()), (1, 2));
}

mod one_letter {
    use dunder::{class, methods};

    macro_rules! letter {
        ($name:ident, $method:ident, $number:literal) => {
            #[class]
            pub(super) struct $name {
                #[default($number)]
                value: u32,
            }
            #[methods]
            impl $name {
                pub fn $method(&self) -> u32 {
                    self.value
                }
                pub fn all(&self) -> u32 {
                    self.$method()
                }
            }
        };
    }
    letter!(I, i, 1);
    letter!(S, s, 20);
    letter!(M, m, 300);
    letter!(K, of_k, 4000);

    #[class(bases(I, S, M, K))]
    pub(super) struct J;
    #[methods]
    impl J {
        pub fn all(&self) -> u32 {
            super().all() + self.s() + self.m() + self.of_k()
        }
    }
}

#[test]
fn a_class_may_be_called_as_it_likes() {
    assert_eq!(one_letter::J::new().all(), 4321);
}

mod attributes {
    use dunder::{class, methods};

    #[derive(PartialEq, Debug)]
    pub(super) struct Unit(pub &'static str);

    #[class]
    pub(super) struct Length;
    #[methods]
    impl Length {
        pub const UNIT: Unit = Unit("m");
        pub const FACTOR: u32 = 1;
        pub fn unit(&self) -> Unit {
            Self::UNIT
        }
        pub fn factor(&self) -> u32 {
            Self::FACTOR
        }
    }

    #[class(bases(Length))]
    pub(super) struct Feet;
    #[methods]
    impl Feet {
        #[overrides]
        pub const UNIT: Unit = Unit("ft");
        // public as the base's
        const FACTOR: u32 = 3;
    }
}

#[test]
fn class_attributes_are_overridden_with_their_type() {
    let feet = attributes::Feet::new();
    assert_eq!((feet.unit(), feet.factor()), (attributes::Unit("ft"), 3));
    assert_eq!(attributes::Feet::FACTOR, 3);
}

mod drawn {
    use dunder::{class, methods};

    pub(super) mod inner {
        #[dunder::class(pass)]
        pub(crate) struct Node;
    }

    #[class(bases(inner::Node))]
    pub(crate) struct Node;
    #[methods]
    impl Node {
        pub fn apply(&self, f: Box<dyn Fn(u8) -> u8>) -> Vec<u8> {
            vec![f(1)]
        }
    }
}

#[test]
fn a_diagram_tells_classes_of_one_name_apart_and_keeps_arrows() {
    let diagram = mermaid(&[drawn::Node::CLASS]);
    assert_eq!(drawn::Node::new().apply(Box::new(|one| one + 1)), [2]);
    assert!(diagram.contains("+apply(&self, f: Box~dyn Fn(u8) -> u8~) Vec~u8~\n"), "{diagram}");
    let here = module_path!().replace("::", "__");
    let (base, own) = (format!("{here}__drawn__inner_Node"), format!("{here}__drawn_Node"));
    assert!(diagram.contains(&format!("{base} <|-- {own}\n")), "{diagram}");
    assert!(diagram.contains(&format!("class {base}[\"Node\"]\n")), "{diagram}");
}
