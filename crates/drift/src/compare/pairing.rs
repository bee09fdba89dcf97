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
/// thing with another definition. What is left is paired by the `kin` passes where nothing else could
/// be meant: each is the only kin of the other. `order` makes the result independent of the order of the lists,
/// and the same (mirrored) when the sides change places.
pub(super) fn pair<'a, T, K: Ord>(
    declared: &'a [T],
    live: &'a [T],
    order: impl Fn(&T) -> K,
    same: &[Alike<'_, T>],
    near: &[Alike<'_, T>],
    kin: &[Alike<'_, T>],
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
    for alike in kin {
        let (ours, theirs) = (declared.clone(), live.clone());
        declared.retain(|d| {
            let mut all = theirs.iter().filter(|l| alike(d, l));
            let (Some(only), None) = (all.next(), all.next()) else { return true };
            if ours.iter().filter(|o| alike(o, only)).count() != 1 {
                return true;
            }
            live.retain(|l| !std::ptr::eq(*l, *only));
            pairs.push(Pair::Changed(*d, *only));
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

/// Whether people gave each a name of its own: then they are two things.
pub(super) fn both_named(a: Option<&String>, b: Option<&String>) -> bool {
    a.is_some() && b.is_some()
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
