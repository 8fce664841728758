//! A descriptor of one's own: a text without spaces around it, which is never empty.

use dunder::{Descriptor, Field, SetDescriptor, descriptors};

struct Trimmed;

#[rustfmt::skip]
impl<F: Field<Slot = String>> Descriptor<F> for Trimmed {
    type Get<'a> = &'a str where F::Owner: 'a;
    fn get<'a>(&self, owner: &'a F::Owner) -> &'a str { F::slot(owner) }
}
impl<F: Field<Slot = String>> SetDescriptor<F> for Trimmed {
    type Value = &'static str;
    type Error = String;
    fn set(&self, owner: &mut F::Owner, text: &'static str) -> Result<(), String> {
        let kept = Some(text.trim()).filter(|text| !text.is_empty());
        kept.ok_or(format!("`{}` is blank", F::META.name))?.clone_into(F::slot_mut(owner));
        Ok(())
    }
}

#[descriptors]
#[derive(Default)]
struct User {
    #[descriptor(Trimmed)]
    name: String,
    #[descriptor(Trimmed)]
    city: String,
}

fn main() -> Result<(), String> {
    let mut user = User::default();
    user.set_name("  Ann ")?;
    user.set_city("Oslo")?;
    println!("{} of {}", user.name(), user.city());
    println!("refused: {}", user.set_city("  ").unwrap_err());
    println!("still of {}, says `{}`", user.city(), User::CITY.meta().name);
    Ok(())
}
