//! What `builder` and `patch` make.

use dunder::validated;

#[validated(builder, patch)]
#[derive(Clone, Debug, PartialEq)]
struct Product {
    #[validate(trim, nonblank, chars(1..=10))]
    name: String,
    #[validate(above = 0.0)]
    price: f64,
    #[validate(min = 1, default = 1)]
    quantity: u32,
    #[validate(chars(3..))]
    note: Option<String>,
    r#type: char,
    #[validate(less_than = quantity)]
    reserved: u32,
}

fn builder() -> ProductBuilder {
    Product::builder().name(" Pen ").price(2.5).r#type('a').reserved(0)
}

#[test]
fn a_builder_is_told_the_fields_by_name() {
    let pen = builder().build().unwrap();
    assert_eq!((pen.name(), pen.price(), pen.quantity(), pen.note()), ("Pen", 2.5, 1, None));
    let pen = builder().quantity(7).note(Some("good".into())).reserved(6).build().unwrap();
    assert_eq!((pen.quantity(), pen.note(), pen.reserved()), (7, Some("good"), 6));
    assert_eq!((pen.r#type(), builder().r#type('b').build().unwrap().r#type()), ('a', 'b'));
}

#[test]
fn a_builder_reports_what_is_missing_and_what_is_broken_together() {
    let invalid = Product::builder().price(-1.0).note(Some("x".into())).build().unwrap_err();
    let faults: Vec<String> =
        invalid.iter().map(|fault| format!("{} {}", fault.path(), fault.code())).collect();
    assert_eq!(
        faults,
        ["/name required", "/price above", "/note chars", "/type required", "/reserved required"]
    );
    let invalid = builder().name("  ").reserved(1).build().unwrap_err();
    assert_eq!(
        invalid.to_string(),
        "/name: must not be blank\n/name: must have 1 to 10 characters\n\
                                     /reserved: must be less than `quantity`"
    );
}

#[test]
fn a_patch_changes_what_it_has_or_nothing() {
    let mut pen = builder().build().unwrap();
    let patch = ProductPatch {
        name: Some(" Pencil ".into()),
        note: Some(Some("soft".into())),
        ..ProductPatch::default()
    };
    pen.apply(patch).unwrap();
    assert_eq!((pen.name(), pen.note(), pen.price()), ("Pencil", Some("soft"), 2.5));
    let before = pen.clone();
    let patch = ProductPatch { price: Some(-1.0), note: Some(None), ..Default::default() };
    assert_eq!(pen.apply(patch).unwrap_err().to_string(), "/price: must be above 0");
    let patch = ProductPatch { reserved: Some(1), ..Default::default() };
    assert!(pen.apply(patch).is_err() && pen == before);
    pen.apply(ProductPatch { note: Some(None), ..Default::default() }).unwrap();
    assert_eq!(pen.note(), None);
}

#[validated(builder, patch)]
#[derive(Clone, Debug)]
struct Generic<'a, T: Clone, const N: usize>
where
    T: PartialEq,
{
    #[validate(nonempty)]
    items: [T; N],
    text: &'a str,
}

#[test]
fn generics_are_built_and_patched_too() {
    let mut generic = Generic::builder().items([1, 2]).text("a").build().unwrap();
    generic.apply(GenericPatch { text: Some("b"), ..Default::default() }).unwrap();
    assert_eq!((generic.items(), generic.text()), (&[1, 2], "b"));
    assert!(Generic::<u8, 0>::builder().items([]).text("").build().is_err());
}

#[validated(builder)]
#[derive(Debug)]
struct Ticket {
    seat: u8,
    #[validate(required, min = 1)]
    row: Option<u8>,
}

#[test]
fn an_untold_option_is_absent_beside_what_is_missing() {
    let invalid = Ticket::builder().build().unwrap_err();
    assert_eq!(invalid.to_string(), "/seat: is required\n/row: is required");
    let invalid = Ticket::builder().row(Some(0)).build().unwrap_err();
    assert_eq!(invalid.to_string(), "/seat: is required\n/row: must be 1 or more");
}
