//! `Packed` beside the same layout by hand: one user, and ten thousand in a list.
#![allow(missing_docs, reason = "a program")]
#![allow(clippy::cast_possible_truncation, reason = "texts and lists are short")]

use dunder::Packed;
use dunder_benches::{Bench, users};

#[derive(Clone, Debug, PartialEq, Packed)]
#[packed(order = "lengths-first")]
struct User {
    name: String,
    email: String,
    age: i32,
    hobbies: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Packed)]
struct UserList {
    users: Vec<User>,
}

/// What a careful person writes.
mod hand {
    use super::{User, UserList};

    fn put(user: &User, out: &mut Vec<u8>) {
        let hobbies: usize = user.hobbies.iter().map(|hobby| 4 + hobby.len()).sum();
        out.reserve(16 + user.name.len() + user.email.len() + hobbies);
        out.extend_from_slice(&(user.name.len() as u32).to_be_bytes());
        out.extend_from_slice(&(user.email.len() as u32).to_be_bytes());
        out.extend_from_slice(&user.age.to_be_bytes());
        out.extend_from_slice(user.name.as_bytes());
        out.extend_from_slice(user.email.as_bytes());
        out.extend_from_slice(&(user.hobbies.len() as u32).to_be_bytes());
        for hobby in &user.hobbies {
            out.extend_from_slice(&(hobby.len() as u32).to_be_bytes());
            out.extend_from_slice(hobby.as_bytes());
        }
    }

    fn take<'a>(input: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
        let (head, tail) = input.split_at_checked(len)?;
        *input = tail;
        Some(head)
    }

    fn number(input: &mut &[u8]) -> Option<u32> {
        let (head, tail) = input.split_first_chunk::<4>()?;
        *input = tail;
        Some(u32::from_be_bytes(*head))
    }

    fn text(input: &mut &[u8], len: u32) -> Option<String> {
        Some(std::str::from_utf8(take(input, len as usize)?).ok()?.to_owned())
    }

    fn get(input: &mut &[u8]) -> Option<User> {
        let (name, email) = (number(input)?, number(input)?);
        let age = number(input)?.cast_signed();
        let (name, email) = (text(input, name)?, text(input, email)?);
        let count = number(input)?;
        let mut hobbies = Vec::with_capacity((count as usize).min(input.len() / 4));
        for _ in 0..count {
            let len = number(input)?;
            hobbies.push(text(input, len)?);
        }
        Some(User { name, email, age, hobbies })
    }

    pub(super) fn pack(user: &User) -> Vec<u8> {
        let mut out = Vec::new();
        put(user, &mut out);
        out
    }

    pub(super) fn unpack(mut input: &[u8]) -> Option<User> {
        get(&mut input).filter(|_| input.is_empty())
    }

    pub(super) fn pack_list(list: &UserList) -> Vec<u8> {
        let mut out = Vec::with_capacity(4 + list.users.len() * 64);
        out.extend_from_slice(&(list.users.len() as u32).to_be_bytes());
        for user in &list.users {
            put(user, &mut out);
        }
        out
    }

    pub(super) fn unpack_list(mut input: &[u8]) -> Option<UserList> {
        let count = number(&mut input)?;
        let mut users = Vec::with_capacity((count as usize).min(input.len() / 16));
        for _ in 0..count {
            users.push(get(&mut input)?);
        }
        Some(UserList { users }).filter(|_| input.is_empty())
    }
}

fn main() {
    let mut bench = Bench::from_args();
    let user = users::alice(|name, email, age, hobbies| User { name, email, age, hobbies });
    let bytes = user.pack();
    assert_eq!(bytes, hand::pack(&user));
    assert_eq!(hand::unpack(&bytes).as_ref(), Some(&user));
    bench
        .group("packed_pack")
        .case("by hand", || hand::pack(&user))
        .case("Packed", || user.pack())
        .goal("packed_pack", "Packed", "by hand", 1.05)
        .run();
    bench
        .group("packed_unpack")
        .case("by hand", || hand::unpack(&bytes))
        .case("Packed", || User::unpack(&bytes))
        .goal("packed_unpack", "Packed", "by hand", 1.05)
        .run();

    let list = users::ten_thousand(|name, email, age, hobbies| User { name, email, age, hobbies });
    let list = UserList { users: list };
    let bytes = list.pack();
    assert_eq!(bytes, hand::pack_list(&list));
    assert_eq!(hand::unpack_list(&bytes).as_ref(), Some(&list));
    bench
        .group("packed_pack_10k")
        .case("by hand", || hand::pack_list(&list))
        .case("Packed", || list.pack())
        .goal("packed_pack_10k", "Packed", "by hand", 1.05)
        .run();
    bench
        .group("packed_unpack_10k")
        .case("by hand", || hand::unpack_list(&bytes))
        .case("Packed", || UserList::unpack(&bytes))
        .goal("packed_unpack_10k", "Packed", "by hand", 1.05)
        .run();
    bench.finish();
}
