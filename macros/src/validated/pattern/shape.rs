//! What a pattern's tree shows without an automaton: plain runs of bytes, and bounds of length.

use super::parse::{Look, Node};

/// A count of bytes that all lie in one set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// The fewest bytes.
    pub(crate) min: usize,
    /// The most bytes.
    pub(crate) max: Option<usize>,
    /// The set, as ranges.
    pub(crate) ranges: Vec<(u8, u8)>,
}

/// More runs than this are an automaton's work, which costs the same however long the pattern.
const MOST_RUNS: usize = 64;
/// A bound beyond this is no bound, and so fits `usize` on every target.
const LONGEST: usize = 0xFFFF;

/// The runs of a pattern that is anchored at both ends and never has a choice.
pub(super) fn runs(tree: &Node) -> Option<Vec<Run>> {
    let Node::All(nodes) = tree else { return None };
    let [Node::Look(Look::Start), nodes @ .., Node::Look(Look::End)] = nodes.as_slice() else {
        return None;
    };
    let mut runs = Vec::new();
    for node in nodes {
        collect(node, &mut runs)?;
    }
    without_choice(&runs).then_some(runs)
}

fn collect(node: &Node, runs: &mut Vec<Run>) -> Option<()> {
    match node {
        Node::Look(_) | Node::Any(_) => return None,
        Node::All(nodes) => nodes.iter().try_for_each(|node| collect(node, runs))?,
        Node::Set(set) => match (set.ascii(), set.single()) {
            (Some(ranges), _) => push(runs, Run { min: 1, max: Some(1), ranges }),
            (None, Some(char)) => {
                for byte in char.encode_utf8(&mut [0; 4]).bytes() {
                    push(runs, Run { min: 1, max: Some(1), ranges: vec![(byte, byte)] });
                }
            }
            (None, None) => return None,
        },
        Node::Repeat { node, min, max } => match &**node {
            Node::Set(set) if set.ascii().is_some() => {
                push(runs, Run { min: *min, max: *max, ranges: set.ascii()? });
            }
            _ if Some(*min) == *max => {
                for _ in 0..*min {
                    let before = size(runs);
                    collect(node, runs)?;
                    // A group of nothing adds nothing however often.
                    if size(runs) == before {
                        break;
                    }
                }
            }
            _ => return None,
        },
    }
    let (count, bytes) = size(runs);
    (count <= MOST_RUNS && bytes <= LONGEST).then_some(())
}

/// The number of runs, and of the bytes they need.
fn size(runs: &[Run]) -> (usize, usize) {
    (runs.len(), runs.iter().map(|run| run.min).sum())
}

/// Adds a run, to the run before it where both are of one set and a fixed length.
fn push(runs: &mut Vec<Run>, run: Run) {
    match (runs.last_mut(), run.max) {
        (_, Some(0)) => {}
        (Some(last), Some(max))
            if last.ranges == run.ranges && last.max == Some(last.min) && max == run.min =>
        {
            last.min += max;
            last.max = Some(last.min);
        }
        _ => runs.push(run),
    }
}

/// Whether no run of varying length can eat what a run behind it needs.
fn without_choice(runs: &[Run]) -> bool {
    let mut rest = runs;
    while let [run, after @ ..] = rest {
        rest = after;
        if run.max == Some(run.min) {
            continue;
        }
        for next in after {
            if overlap(&run.ranges, &next.ranges) {
                return false;
            }
            if next.min > 0 {
                break;
            }
        }
    }
    true
}

fn overlap(left: &[(u8, u8)], right: &[(u8, u8)]) -> bool {
    left.iter().any(|one| right.iter().any(|other| one.0 <= other.1 && other.0 <= one.1))
}

/// The fewest and the most bytes of a text that matches.
pub(super) fn lengths(tree: &Node) -> (usize, Option<usize>) {
    let (shortest, longest) = widths(tree);
    let whole = every_match_meets(tree, Look::Start) && every_match_meets(tree, Look::End);
    (shortest.min(LONGEST), longest.filter(|most| whole && *most <= LONGEST))
}

/// The fewest and the most bytes of a match.
fn widths(node: &Node) -> (usize, Option<usize>) {
    match node {
        Node::Look(_) => (0, Some(0)),
        // The empty set matches nothing, so any bounds are true of it.
        Node::Set(set) => set.widths().map_or((1, Some(4)), |(min, max)| (min, Some(max))),
        Node::All(nodes) => nodes.iter().map(widths).fold((0, Some(0)), |sum, next| {
            let most = sum.1.zip(next.1).map(|(left, right)| left.saturating_add(right));
            (sum.0.saturating_add(next.0), most)
        }),
        Node::Any(nodes) => nodes.iter().map(widths).fold((usize::MAX, Some(0)), |seen, next| {
            (seen.0.min(next.0), seen.1.zip(next.1).map(|(left, right)| left.max(right)))
        }),
        Node::Repeat { node, min, max } => {
            let (fewest, most) = widths(node);
            let most = match most {
                Some(0) => Some(0),
                most => most.zip(*max).map(|(most, max)| most.saturating_mul(max)),
            };
            (fewest.saturating_mul(*min), most)
        }
    }
}

/// Whether a match cannot help passing a place, which for `^` and `$` fixes that end of it.
fn every_match_meets(node: &Node, look: Look) -> bool {
    match node {
        Node::Look(place) => *place == look,
        Node::Set(_) => false,
        Node::All(nodes) => nodes.iter().any(|node| every_match_meets(node, look)),
        Node::Any(nodes) => nodes.iter().all(|node| every_match_meets(node, look)),
        Node::Repeat { node, min, .. } => *min > 0 && every_match_meets(node, look),
    }
}
