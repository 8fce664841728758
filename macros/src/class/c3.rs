//! C3: the one order of a class and its ancestors that keeps each base's own order.
//!
//! Python's rule since 2.3, <https://docs.python.org/3/howto/mro.html>; the merge is `CPython`'s `pmerge`.

/// The classes after the class itself, or the heads that are left when none of them may come next.
pub(super) fn merge<T: Copy + PartialEq>(orders: &[Vec<T>], bases: &[T]) -> Result<Vec<T>, Vec<T>> {
    let mut lists = orders.to_vec();
    lists.push(bases.to_vec());
    let mut merged = Vec::new();
    loop {
        lists.retain(|list| !list.is_empty());
        if lists.is_empty() {
            return Ok(merged);
        }
        let in_tail = |head: T| lists.iter().any(|list| list.iter().skip(1).any(|x| *x == head));
        let heads: Vec<T> = lists.iter().filter_map(|list| list.first().copied()).collect();
        let Some(next) = heads.iter().copied().find(|head| !in_tail(*head)) else {
            return Err(each_once(&heads));
        };
        for list in &mut lists {
            if list.first() == Some(&next) {
                list.remove(0);
            }
        }
        merged.push(next);
    }
}

/// The position of the second of two equal bases.
pub(super) fn repeated<T: PartialEq>(bases: &[T]) -> Option<usize> {
    (1..bases.len()).find(|at| {
        let (before, rest) = bases.split_at(*at);
        rest.first().is_some_and(|base| before.contains(base))
    })
}

/// The list without what it repeats.
pub(super) fn each_once<T: Copy + PartialEq>(list: &[T]) -> Vec<T> {
    let mut once: Vec<T> = Vec::new();
    for x in list {
        if !once.contains(x) {
            once.push(*x);
        }
    }
    once
}
