//! Write `Rules` on a value and `InnerRules` on what holds one.
use dunder::descriptor::{InnerRules, Once, Rules};
use dunder::{descriptors, validated};

#[descriptors]
#[validated]
struct Member {
    #[validate(max = 9)]
    #[descriptor(InnerRules)]
    level: u8,
    #[validate(chars(..=9))]
    #[descriptor((Rules, Once) = (Rules, Once))]
    name: Option<String>,
    #[validate(chars(..=9))]
    #[descriptor(Once)]
    nick: Option<String>,
}

fn main() {
    let mut member = Member::new(1, None, None).unwrap();
    let _ = member.set_name("Ann".to_owned());
}
