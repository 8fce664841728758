//! How many objects own each other in a row, which is how deep their drop may go.

use super::read::Reader;
use crate::codec::{CodecError, CodecErrorKind};

impl Reader<'_> {
    /// Refuses a graph whose longest chain of owners is beyond the limit; a ring counts with all of
    /// its objects, as it becomes a chain when one of its cells is emptied.
    pub(super) fn check_chain(&mut self, limit: usize) -> Result<(), CodecError> {
        let Some(edges) = self.edges.take() else { return Ok(()) };
        let count = self.tables.all.iter().map(|table| table.count).sum();
        if longest(count, &edges) > limit {
            return Err(CodecErrorKind::TooDeep.into());
        }
        Ok(())
    }
}

/// The most objects on a way along the edges, where those of a ring count together.
///
/// Tarjan's components without recursion: a component is complete after all that it leads to.
fn longest(count: usize, edges: &[(u32, u32)]) -> usize {
    const NEW: u32 = u32::MAX;
    let mut first = vec![0_u32; count + 1];
    let inner = || edges.iter().filter(|(from, _)| (*from as usize) < count);
    for (from, _) in inner() {
        first[*from as usize + 1] += 1;
    }
    for place in 0..count {
        first[place + 1] += first[place];
    }
    let mut fill = first.clone();
    let mut targets = vec![0_u32; first[count] as usize];
    for (from, to) in inner() {
        targets[fill[*from as usize] as usize] = *to;
        fill[*from as usize] += 1;
    }
    // where each looks next
    let mut cursor = first.clone();
    let (mut index, mut low) = (vec![NEW; count], vec![0_u32; count]);
    let mut length = vec![0_usize; count];
    let mut next = 0_u32;
    let (mut path, mut component) = (Vec::new(), Vec::new());
    let mut most = 0;
    for start in 0..count {
        if index[start] != NEW {
            continue;
        }
        path.push(start);
        while let Some(&node) = path.last() {
            if index[node] == NEW {
                (index[node], low[node]) = (next, next);
                next += 1;
                component.push(node);
            }
            if cursor[node] < first[node + 1] {
                let target = targets[cursor[node] as usize] as usize;
                cursor[node] += 1;
                if index[target] == NEW {
                    path.push(target);
                } else if length[target] == 0 {
                    low[node] = low[node].min(index[target]);
                }
                continue;
            }
            path.pop();
            if let Some(&owner) = path.last() {
                low[owner] = low[owner].min(low[node]);
            }
            if low[node] == index[node] {
                let begins = component.iter().rposition(|other| *other == node).unwrap_or(0);
                let members = component.split_off(begins);
                let behind = members.iter().flat_map(|member| {
                    let range = first[*member] as usize..first[*member + 1] as usize;
                    targets[range].iter().map(|target| length[*target as usize])
                });
                let total = behind.max().unwrap_or(0) + members.len();
                for member in members {
                    length[member] = total;
                }
                most = most.max(total);
            }
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::longest;

    #[test]
    fn the_longest_way_counts_rings_whole() {
        assert_eq!(longest(0, &[]), 0);
        assert_eq!(longest(3, &[(u32::MAX, 0), (0, 1), (0, 2)]), 2);
        assert_eq!(longest(4, &[(0, 1), (1, 2), (2, 0), (2, 3)]), 4);
        assert_eq!(longest(5, &[(0, 1), (1, 0), (2, 3), (3, 4), (1, 4)]), 3);
        let chain: Vec<_> = (0..99_999).map(|node| (node, node + 1)).collect();
        assert_eq!(longest(100_000, &chain), 100_000);
    }
}
