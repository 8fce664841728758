//! The order of a registry: of the plugins whose `after` and `before` allow it, the one of highest
//! priority is next, and of those the first by name.

use core::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::Entry;

/// The entries, whose names differ, in order, or the names of a circle of `after` and `before`.
///
/// A name in `after` or `before` that no plugin has binds nothing: it may be linked elsewhere.
pub(super) fn sorted<T: ?Sized + 'static>(
    mut entries: Vec<&'static Entry<T>>,
) -> Result<Vec<&'static Entry<T>>, Vec<&'static str>> {
    if entries.iter().all(|entry| entry.plugin.after.is_empty() && entry.plugin.before.is_empty()) {
        entries.sort_unstable_by_key(|entry| (Reverse(entry.priority), entry.name));
        return Ok(entries);
    }
    let mut places = HashMap::with_capacity(entries.len());
    for (place, entry) in entries.iter().enumerate() {
        places.insert(entry.name, place);
    }
    let mut followers = vec![Vec::new(); entries.len()];
    let mut waits_for = vec![0_usize; entries.len()];
    let mut edge = |first: usize, then: usize| {
        followers[first].push(then);
        waits_for[then] += 1;
    };
    for (place, entry) in entries.iter().enumerate() {
        entry.plugin.after.iter().filter_map(|name| places.get(name)).for_each(|p| edge(*p, place));
        entry
            .plugin
            .before
            .iter()
            .filter_map(|name| places.get(name))
            .for_each(|p| edge(place, *p));
    }
    let rank = |place: usize| (entries[place].priority, Reverse(entries[place].name), place);
    let mut ready: BinaryHeap<_> =
        (0..entries.len()).filter(|place| waits_for[*place] == 0).map(rank).collect();
    let mut order = Vec::with_capacity(entries.len());
    while let Some((.., place)) = ready.pop() {
        order.push(place);
        for &next in &followers[place] {
            waits_for[next] -= 1;
            if waits_for[next] == 0 {
                ready.push(rank(next));
            }
        }
    }
    if order.len() < entries.len() {
        return Err(circle(&entries, &followers, &waits_for));
    }
    Ok(order.into_iter().map(|place| entries[place]).collect())
}

/// A circle among the entries that still wait: each waiting one has one that it waits for.
fn circle<T: ?Sized + 'static>(
    entries: &[&'static Entry<T>],
    followers: &[Vec<usize>],
    waits_for: &[usize],
) -> Vec<&'static str> {
    let waits = |place: usize| waits_for[place] > 0;
    let mut path = Vec::new();
    let mut here = (0..entries.len()).find(|place| waits(*place));
    while let Some(place) = here {
        if let Some(start) = path.iter().position(|seen| *seen == place) {
            path.drain(..start);
            break;
        }
        path.push(place);
        here = (0..entries.len()).find(|first| waits(*first) && followers[*first].contains(&place));
    }
    path.iter().rev().map(|place| entries[*place].name).collect()
}
