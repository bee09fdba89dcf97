//! Pairing parts of a table that have no reliable name: by definition first, then by name.

/// A part on one side, or on both.
pub(super) enum Pair<'a, T> {
    /// The same definition.
    Same(&'a T, &'a T),
    /// The same thing with another definition.
    Changed(&'a T, &'a T),
    /// Declared only.
    Missing(&'a T),
    /// Live only.
    Extra(&'a T),
}

type Alike<'p, T> = &'p dyn Fn(&T, &T) -> bool;

/// Pairs greedily, pass after pass: `same` passes mean equal definitions, `near` passes the same
/// thing with another definition. `order` makes the result independent of the order of the lists,
/// and the same (mirrored) when the sides change places.
pub(super) fn pair<'a, T, K: Ord>(
    declared: &'a [T],
    live: &'a [T],
    order: impl Fn(&T) -> K,
    same: &[Alike<'_, T>],
    near: &[Alike<'_, T>],
) -> Vec<Pair<'a, T>> {
    let sorted = |items: &'a [T]| {
        let mut items: Vec<&T> = items.iter().collect();
        items.sort_by_key(|item| order(item));
        items
    };
    let (mut declared, mut live) = (sorted(declared), sorted(live));
    let mut pairs = Vec::new();
    let passes = same.iter().map(|p| (true, p)).chain(near.iter().map(|p| (false, p)));
    for (is_same, alike) in passes {
        declared.retain(|d| {
            let Some(at) = live.iter().position(|l| alike(d, l)) else { return true };
            let l = live.remove(at);
            pairs.push(if is_same { Pair::Same(*d, l) } else { Pair::Changed(*d, l) });
            false
        });
    }
    pairs.extend(declared.into_iter().map(Pair::Missing));
    pairs.extend(live.into_iter().map(Pair::Extra));
    pairs
}

/// Whether both have a name, and the same one.
pub(super) fn same_name(a: Option<&String>, b: Option<&String>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a == b)
}

/// Whether both were named by people, differently.
pub(super) fn renamed(a: Option<&String>, b: Option<&String>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if !a.eq_ignore_ascii_case(b))
}

/// What a part is called where both sides are spoken of: its name when they agree on one or only
/// one has one, its definition otherwise.
pub(super) fn common_name(a: Option<&String>, b: Option<&String>, definition: String) -> String {
    match (a, b) {
        (Some(a), Some(b)) if a == b => a.clone(),
        (Some(name), None) | (None, Some(name)) => name.clone(),
        _ => definition,
    }
}
