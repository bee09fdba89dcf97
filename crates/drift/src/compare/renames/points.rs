//! Adding up evidence, and choosing the best pairs by it.

use std::cmp::Reverse;

use super::Candidate;

/// From how many points on two names are one thing renamed.
pub(super) const ENOUGH: i32 = 62;
/// From how many points on a pair is worth mentioning.
const WORTH_A_WORD: i32 = 40;
/// How much better than the next best pair a pair has to be.
const MARGIN: i32 = 8;

/// Evidence, for and against.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Points {
    pub(super) sum: i32,
    pub(super) words: Vec<String>,
}

impl Points {
    pub(super) fn add(&mut self, points: i32, words: impl Into<String>) {
        self.sum += points;
        let words = words.into();
        if !words.is_empty() {
            self.words.push(words);
        }
    }
}

/// The pairs worth a word, the best first, each name once: what is above the threshold and clearly
/// better than any other pair of its two names is a rename. The result is the same, mirrored, when
/// the sides change places.
pub(super) fn best_pairs(mut scores: Vec<(String, String, Points)>) -> Vec<Candidate> {
    scores.retain(|(_, _, points)| points.sum >= WORTH_A_WORD);
    scores.sort_by_cached_key(|(d, l, points)| {
        let names = if d <= l { (d.clone(), l.clone()) } else { (l.clone(), d.clone()) };
        (Reverse(points.sum), names)
    });
    let mut found: Vec<Candidate> = Vec::new();
    let mut taken: Vec<bool> = vec![false; scores.len()];
    for at in 0..scores.len() {
        if taken[at] {
            continue;
        }
        let (declared, live, points) = scores[at].clone();
        let mut rival = 0;
        for (other, (d, l, theirs)) in scores.iter().enumerate() {
            if other != at && !taken[other] && (*d == declared || *l == live) {
                rival = rival.max(theirs.sum);
                taken[other] = true;
            }
        }
        let clear = points.sum - rival >= MARGIN;
        let confidence = u8::try_from(points.sum.clamp(0, 99)).unwrap_or(99);
        found.push(Candidate {
            declared,
            live,
            certain: clear && points.sum >= ENOUGH,
            confidence,
            evidence: points.words,
        });
    }
    found
}
