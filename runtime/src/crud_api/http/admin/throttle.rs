//! Patience with wrong passwords, by where they come from and whose they would be.
//!
//! Five for one name from one place make that place wait for that name, and nobody else. Who guesses
//! many names from one place waits too, and where a name is guessed from many places, only those
//! wait from which nobody came in under it before.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Wrong passwords for one name from one place before it has to wait.
const PATIENCE: u32 = 5;

/// Wrong passwords in a minute from one place, and for one name from places that are not known.
const IN_A_MINUTE: u32 = 60;

const MINUTE: Duration = Duration::from_secs(60);

/// How long a wrong password is remembered.
const MEMORY: Duration = Duration::from_secs(60 * 60);

/// How long a place is known after a right one.
const FAMILIAR: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What is counted at once.
const MOST: usize = 10_000;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    /// One name from one place, which may be unknown.
    Pair(Option<IpAddr>, String),
    /// One place.
    From(Option<IpAddr>),
    /// One name, from places that are not known.
    Name(String),
}

#[derive(Clone, Copy)]
struct Count {
    count: u32,
    /// Of the last one; of a minute, of its first.
    at: Instant,
}

#[derive(Default)]
struct Counts {
    wrong: HashMap<Key, Count>,
    /// From where a name came in, and when.
    known: HashMap<(IpAddr, String), Instant>,
}

/// Counts of wrong passwords.
#[derive(Default)]
pub(super) struct Throttle(Mutex<Counts>);

impl Throttle {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts an attempt, which a right password takes back; the error is how many seconds it has
    /// to wait.
    pub(super) fn admit(&self, from: Option<IpAddr>, name: &str, now: Instant) -> Result<(), u64> {
        let (from, name) = (from.map(place), clipped(name));
        let mut counts = self.counts();
        counts.wrong.retain(|_, it| now.duration_since(it.at) < MEMORY);
        let is_known = from.is_some_and(|from| {
            let seen = counts.known.get(&(from, name.clone()));
            seen.is_some_and(|at| now.duration_since(*at) < FAMILIAR)
        });
        let pair = Key::Pair(from, name.clone());
        if let Some(own) = counts.wrong.get(&pair).filter(|own| own.count >= PATIENCE) {
            // half a minute, and twice as long each time, to a quarter of an hour
            let wait = Duration::from_secs((30 << (own.count - PATIENCE).min(5)).min(900));
            let since = now.duration_since(own.at);
            if since < wait {
                return Err(wait.saturating_sub(since).as_secs() + 1);
            }
        }
        let mut minutes = vec![Key::From(from)];
        if from.is_some() && !is_known {
            minutes.push(Key::Name(name));
        }
        for key in &minutes {
            if let Some(all) = counts.wrong.get(key).filter(|all| all.count >= IN_A_MINUTE) {
                let since = now.duration_since(all.at);
                if since < MINUTE {
                    return Err(MINUTE.saturating_sub(since).as_secs() + 1);
                }
            }
        }
        // who is known is not to wait for those who fill the table
        if counts.wrong.len() >= MOST && !is_known {
            return Err(MINUTE.as_secs());
        }
        let own = counts.wrong.entry(pair).or_insert(Count { count: 0, at: now });
        *own = Count { count: own.count + 1, at: now };
        for key in minutes {
            let all = counts.wrong.entry(key).or_insert(Count { count: 0, at: now });
            if now.duration_since(all.at) >= MINUTE {
                *all = Count { count: 0, at: now };
            }
            all.count += 1;
        }
        Ok(())
    }

    /// The password was right.
    pub(super) fn forgive(&self, from: Option<IpAddr>, name: &str, now: Instant) {
        let (from, name) = (from.map(place), clipped(name));
        let mut counts = self.counts();
        counts.wrong.remove(&Key::Pair(from, name.clone()));
        if let Some(from) = from {
            counts.known.retain(|_, at| now.duration_since(*at) < FAMILIAR);
            if counts.known.len() < MOST {
                counts.known.insert((from, name), now);
            }
        }
    }
}

/// An address, or the network that one who has it usually has all of: of IPv6 the first half.
fn place(from: IpAddr) -> IpAddr {
    match from.to_canonical() {
        IpAddr::V6(it) => {
            let bits = it.to_bits() >> 64 << 64;
            IpAddr::V6(Ipv6Addr::from_bits(bits))
        }
        it @ IpAddr::V4(_) => it,
    }
}

/// So much of a name is enough to count by.
fn clipped(name: &str) -> String {
    name.chars().take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(last: u8) -> Option<IpAddr> {
        let addresses = "192.0.2.".to_owned() + &last.to_string();
        addresses.parse().ok()
    }

    /// So many wrong passwords; how many were let through.
    fn wrong(
        throttle: &Throttle,
        from: Option<IpAddr>,
        name: &str,
        now: Instant,
        many: u32,
    ) -> u32 {
        (0..many).map(|_| u32::from(throttle.admit(from, name, now).is_ok())).sum()
    }

    #[test]
    fn guesses_from_elsewhere_make_nobody_wait() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        assert_eq!(wrong(&throttle, ip(1), "ann", now, 50), PATIENCE);
        assert!(throttle.admit(ip(2), "ann", now).is_ok(), "another place has its own count");
        assert!(throttle.admit(ip(1), "bob", now).is_ok(), "another name too");
        let later = now + Duration::from_secs(31);
        assert_eq!(wrong(&throttle, ip(1), "ann", later, 50), 1, "and then it waits longer");
    }

    #[test]
    fn many_names_from_one_place_wait() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let through: u32 =
            (0..200).map(|n| wrong(&throttle, ip(1), &format!("name{n}"), now, 1)).sum();
        assert_eq!(through, IN_A_MINUTE);
        assert!(throttle.admit(ip(2), "ann", now).is_ok());
        assert!(throttle.admit(ip(1), "ann", now + MINUTE).is_ok());
    }

    #[test]
    fn a_name_that_is_guessed_from_many_places_is_open_to_where_it_came_in_before() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        assert!(throttle.admit(ip(200), "ann", now).is_ok());
        throttle.forgive(ip(200), "ann", now);
        let through: u32 = (0..100).map(|n| wrong(&throttle, ip(n), "ann", now, 5)).sum();
        assert_eq!(through, IN_A_MINUTE - 1, "the right one counted once");
        assert!(throttle.admit(ip(150), "ann", now).is_err());
        assert!(throttle.admit(ip(200), "ann", now).is_ok());
    }

    #[test]
    fn where_nobody_knows_places_a_name_waits_for_itself_only() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        assert_eq!(wrong(&throttle, None, "ann", now, 50), PATIENCE);
        assert!(throttle.admit(None, "bob", now).is_ok());
    }

    #[test]
    fn a_network_of_ipv6_is_one_place() {
        let [one, two, other] = ["2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1"]
            .map(|text| text.parse::<IpAddr>().map(place).expect("an address"));
        assert_eq!(one, two);
        assert_ne!(one, other);
        let mapped: IpAddr = "::ffff:192.0.2.1".parse().expect("an address");
        assert_eq!(Some(place(mapped)), ip(1));
    }
}
