//! What people write below an order, a client, a batch or a task. Changing anything here changes
//! data: raise the generator's version.
//!
//! Slots: `it` (the number or name of what is commented on, or words for it), `day`, `time`, `days`,
//! `pct`, `qty`, `amount`, `small`.

use super::Kind;

/// First sentences, by what is commented on.
pub(super) fn openings(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Order => ORDER,
        Kind::Client => CLIENT,
        Kind::Batch => BATCH,
        Kind::Task => TASK,
        Kind::Other => OTHER,
    }
}

/// Second sentences, by what is commented on.
pub(super) fn details(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Order => ORDER_DETAILS,
        Kind::Client => CLIENT_DETAILS,
        Kind::Batch => BATCH_DETAILS,
        Kind::Task | Kind::Other => TASK_DETAILS,
    }
}

const ORDER: &[&str] = &[
    "{it} is picked and staged, waiting for the driver.",
    "Customer wants {it} on {day}, not earlier.",
    "We are {small} cases short on {it}.",
    "{it}: they asked to split the delivery.",
    "Discount on {it} was agreed on the phone, {pct} %.",
    "{it} goes out with the {time} run on {day}.",
    "Held {it} back until the deposit of {amount} arrives.",
    "The address on {it} is the old one.",
    "{it} came back from packing, label did not match.",
    "Payment for {it} is in, {amount}.",
    "Substituted one line on {it}, they are fine with it.",
    "Do not ship {it} before they confirm the new total.",
    "{it} was entered twice, this is the one to keep.",
    "Driver reports {it} delivered, {small} cases refused.",
    "They want the manifest for {it} in advance.",
    "{it} needs a second signature, it is above {amount}.",
    "Moved {it} to {day}, the dock is full before that.",
    "Margin on {it} is only {pct} %. Was that on purpose?",
    "Freight on {it} was quoted at {amount}.",
    "{it} is a reorder of last month, same quantities.",
];

const ORDER_DETAILS: &[&str] = &[
    "Called them at {time}.",
    "The rest follows on {day}.",
    "Invoice goes out once it is signed.",
    "Please keep the {qty} units reserved.",
    "They will pay {amount} on delivery.",
    "Nothing else changes.",
    "Their gate closes at {time}.",
    "Same driver as last time, please.",
    "Picking list is printed again.",
    "I put the old total in the notes.",
    "They get {days} days to pay.",
    "Ask me before you change anything.",
    "Warehouse knows.",
    "Will check again on {day}.",
];

const CLIENT: &[&str] = &[
    "{it} called, the buyer wants the new price list.",
    "Spoke to {it}: they are opening a second store.",
    "{it} is past due with {amount}.",
    "{it} asked for {days} days instead of cash on delivery.",
    "Visited {it} on {day}, shelves were half empty.",
    "{it} has a new buyer.",
    "Credit limit for {it} should go up to {amount}.",
    "{it} complained about the last delivery.",
    "The license copy of {it} ends in {days} days.",
    "{it} wants deliveries on {day} from now on.",
    "{it} will not take substitutions any more.",
    "Samples went out to {it} on {day}.",
    "{it} compares us with someone {pct} % cheaper.",
    "{it} paid {amount} today, rest on {day}.",
    "Two invoices of {it} went to the wrong mail address.",
    "{it} only receives until {time}.",
    "{it} would take {qty} units a month at a fixed price.",
    "No order from {it} for {days} days.",
    "{it} sends back anything with a damaged box.",
    "Statement for {it} is out.",
];

const CLIENT_DETAILS: &[&str] = &[
    "I promised an answer by {day}.",
    "Best time to call is {time}.",
    "Let us not lose them over {amount}.",
    "They were fine with {pct} % last time.",
    "Let us talk about it on {day}.",
    "I would wait until {day}.",
    "Their accountant has the details.",
    "Told them we need {small} days.",
    "I made a note in the calendar.",
    "They asked for the same driver.",
    "Happy with the last {qty} units, by the way.",
    "New number is in the contact field.",
    "I will go there on {day}.",
    "Nothing urgent.",
];

const BATCH: &[&str] = &[
    "Lab results for {it} are in, all clear.",
    "{it} is {small} units off against the count.",
    "Moisture of {it} is at the upper end.",
    "{it} has to be relabelled before it goes out.",
    "Hold {it}, the certificate is missing.",
    "Pictures of {it} are done.",
    "{it} was opened for samples, {small} units.",
    "Move {it} to the cold room.",
    "{it} sells faster than planned, {qty} units since {day}.",
    "Cost of {it} was entered {pct} % too low.",
    "{it} smells great, push it in the newsletter.",
    "Some boxes of {it} are dented.",
    "{it} goes on the menu on {day}.",
    "Recounted {it} at {time}, the number is right now.",
    "Supplier takes back {qty} units of {it}.",
    "{it} is reserved until {day}, do not sell it.",
    "Weight on the label of {it} is wrong.",
    "{it} is older than {days} days.",
    "Last {qty} units of {it}, then it is gone.",
    "{it} came in without a packing slip.",
];

const BATCH_DETAILS: &[&str] = &[
    "Photo is in the folder.",
    "Second count on {day}.",
    "Supplier is informed.",
    "Put {small} units aside for the lab.",
    "Until then it stays in quarantine.",
    "Price stays the same.",
    "I would give {pct} % on it.",
    "Checked it myself at {time}.",
    "The scale was calibrated on {day}.",
    "We claim {amount} for it.",
    "Same as the last delivery.",
    "No rush.",
];

const TASK: &[&str] = &[
    "Started on this, half is done.",
    "This takes longer, more like {day}.",
    "Waiting for an answer since {day}.",
    "Done on my side, please check.",
    "I need {small} more days for this.",
    "Can we drop this? Nobody asked since {day}.",
    "Called twice, nobody there before {time}.",
    "This one is bigger than it looks.",
    "First half is finished, the rest needs {amount}.",
    "Moved to {day}, everybody is at the count.",
    "Same problem as last month.",
    "Someone should decide on the {amount} first.",
    "I can take this on {day} after {time}.",
    "The numbers are in the shared folder.",
    "Found {small} more of these.",
    "Please add it to the list for {day}.",
];

const TASK_DETAILS: &[&str] = &[
    "Back on it on {day}.",
    "Details are in the mail from {day}.",
    "Took {small} hours so far.",
    "Not before {time}.",
    "I left a note at the desk.",
    "Needs {pct} % more than planned.",
    "Otherwise fine.",
    "Any objections?",
    "We agreed on {amount}.",
    "Nothing else is open.",
];

const OTHER: &[&str] = &[
    "Please have a look at {it} before {day}.",
    "{it} is not complete yet.",
    "Checked {it} on {day}, looks right.",
    "Something is off with {it}.",
    "{it} was changed on {day}, on purpose.",
    "I updated {it}, old values are in the notes.",
    "{it} needs a decision by {day}.",
    "Talked about {it} at {time}.",
    "{it} can stay as it is.",
    "Who looks after {it}?",
    "Found {small} mistakes in {it}.",
    "Keep {it} as it is until {day}.",
];

/// Replies, whatever is commented on.
pub(super) const REPLIES: &[&str] = &[
    "Thanks, will do on {day}.",
    "Done at {time}.",
    "Are you sure? I have {qty} on my sheet.",
    "Agreed. I tell them.",
    "Not before {day}, sorry.",
    "Good catch. Fixed.",
    "Same here, since {day}.",
    "I take it from here.",
    "Let us talk at {time}.",
    "Fine with me, up to {amount}.",
    "Confirmed on the phone, {small} minutes ago.",
    "They say {day}.",
    "Why {amount}?",
    "OK, {pct} % then.",
];

/// Sentences for those mentioned; `who` is everybody.
pub(super) const ASKS: &[&str] = &[
    "{who} can you take this?",
    "{who} please confirm by {day}.",
    "{who} what do you think?",
    "cc {who}",
    "{who} can you follow up?",
    "{who} please check the numbers.",
    "Is that all right, {who}?",
    "{who} fyi",
    "{who} any idea?",
    "As discussed with {who}.",
    "{who} could you look at this before {time}?",
    "Thanks to {who} for the hint.",
];
