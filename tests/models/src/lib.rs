//! `weak`, and how singletons are built, under a scheduler that tries many orders of the threads'
//! steps. Both are compiled here from their source, with the scheduler's locks in the place of std's.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    rustdoc::broken_intra_doc_links,
    reason = "the room is a part of another crate"
)]

#[cfg(test)]
mod singleton;

#[cfg(test)]
mod weak;

#[cfg(test)]
mod tests;
