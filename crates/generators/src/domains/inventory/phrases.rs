//! What people in a warehouse write beside a movement.
//!
//! Each note of an adjustment names its reason in words, and no other reason's words, so that the
//! reason can be read out of the text where no column holds it.

use super::Reason;

/// What a note of an adjustment has in it, whatever the reason.
pub(super) const REASON_WORDS: &[&str] =
    &["damag", "expir", "lost", "missing", "theft", "stolen", "count", "quality", "weigh", "other"];

/// Notes on an intake.
pub(super) const INTAKE: &[&str] = &[
    "Received and weighed in, matches the manifest.",
    "Received, seals intact.",
    "Received, put away on rack B2.",
    "Received, put away in the cold room.",
    "Received short of the manifest, vendor informed.",
];

/// Notes on what a client sent back.
pub(super) const RETURN: &[&str] = &[
    "Client sent back what did not sell.",
    "Returned unopened, back on the shelf.",
    "Wrong item picked, came back with the driver.",
];

/// Notes on samples.
pub(super) const SAMPLE: &[&str] = &[
    "Sample for a buyer's visit.",
    "Sample jar for the showroom.",
    "Sample pulled for the lab.",
    "Samples for the sales team.",
];

/// Notes on a disposal.
pub(super) const DISPOSAL: &[&str] = &[
    "Destroyed under witness, form on file.",
    "Unsold remainder destroyed, form on file.",
    "Floor sweepings, destroyed.",
];

/// Notes on an adjustment.
pub(super) fn adjustment(reason: Reason) -> &'static [&'static str] {
    match reason {
        Reason::Damaged => &[
            "Damaged in the warehouse: bag torn by the pallet jack.",
            "Damaged: a jar broke while packing.",
            "Damaged in transit, reported by the driver.",
        ],
        Reason::Expired => {
            &["Expired: past its best-by date.", "Expired stock pulled from the shelf."]
        }
        Reason::Lost => {
            &["Lost: not on its shelf nor anywhere else.", "Lost between the vault and packing."]
        }
        Reason::Theft => {
            &["Theft reported, case number on file.", "Theft: seal broken overnight, reported."]
        }
        Reason::CountDiscrepancy => &[
            "Count discrepancy found in the monthly cycle count.",
            "Count discrepancy: two people checked again.",
            "Count discrepancy at the quarter's end.",
        ],
        Reason::QualityIssue => &[
            "Quality issue: seeds found, pulled from sale.",
            "Quality issue: too dry, sent to extraction.",
            "Quality issue: failed the smell test on repacking.",
        ],
        Reason::Reweigh => &[
            "Reweigh after curing.",
            "Reweigh on a calibrated scale.",
            "Reweigh after moisture settled.",
        ],
        Reason::Other => {
            &["Other: label printed for the wrong batch.", "Other: moved to the training kit."]
        }
    }
}

/// Notes in an order's history; most entries have none.
pub(super) const PACKED: &[&str] =
    &["Packed in two boxes.", "Packed, waiting for the driver.", "Packed, labels checked twice."];

/// Notes on leaving the house.
pub(super) const SHIPPED: &[&str] =
    &["Left with the morning run.", "Picked up by the client.", "Handed to the courier."];
