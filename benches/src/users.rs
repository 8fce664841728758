//! The users that the benches of serialization write and read.

/// One user, made of a name, an e-mail address, an age and hobbies.
pub fn alice<T>(make: impl Fn(String, String, i32, Vec<String>) -> T) -> T {
    let hobbies = ["reading", "coding", "hiking"].map(String::from).to_vec();
    make("Alice".into(), "alice@example.com".into(), 30, hobbies)
}

/// Ten thousand users, with up to three hobbies each.
pub fn ten_thousand<T>(make: impl Fn(String, String, i32, Vec<String>) -> T) -> Vec<T> {
    let user = |i: i32| {
        let hobbies = ["reading", "coding", "hiking"].into_iter().zip(0..i % 4);
        let hobbies = hobbies.map(|(hobby, _)| hobby.to_owned()).collect();
        make(format!("User{i}"), format!("user{i}@example.com"), i % 90, hobbies)
    };
    (0..10_000).map(user).collect()
}
