//! What people write below an order, a client, a batch or a task. Changing anything here changes
//! data: raise the generator's version.
//!
//! Slots: `it` (the number or name of what is commented on, or words for it), `day`, `time`, `days`,
//! `pct`, `qty`, `amount`, `small`, `ref`, `rack`.

use super::{Kind, Stage};

/// First sentences, by what is commented on and where it stands.
pub(super) fn openings(kind: Kind, stage: Stage) -> &'static [&'static str] {
    match (kind, stage) {
        (Kind::Order, Stage::Offered) => QUOTE,
        (Kind::Order, Stage::Closed) => ORDER_CLOSED,
        (Kind::Order, _) => ORDER,
        (Kind::Client, Stage::New) => CLIENT_NEW,
        (Kind::Client, _) => CLIENT,
        (Kind::Batch, _) => BATCH,
        (Kind::Task, Stage::Closed) => TASK_CLOSED,
        (Kind::Task, _) => TASK,
        (Kind::Other, _) => OTHER,
    }
}

/// Second sentences, by what is commented on and where it stands.
pub(super) fn details(kind: Kind, stage: Stage) -> &'static [&'static str] {
    match (kind, stage) {
        (Kind::Order, Stage::Offered) => QUOTE_DETAILS,
        (Kind::Order, Stage::Closed) => ORDER_CLOSED_DETAILS,
        (Kind::Order, _) => ORDER_DETAILS,
        (Kind::Client, Stage::New) => CLIENT_NEW_DETAILS,
        (Kind::Client, _) => CLIENT_DETAILS,
        (Kind::Batch, _) => BATCH_DETAILS,
        (Kind::Task, Stage::Closed) => TASK_CLOSED_DETAILS,
        (Kind::Task | Kind::Other, _) => TASK_DETAILS,
    }
}

/// Of orders that have not left.
const ORDER: &[&str] = &[
    "{it} is picked and staged, waiting for the driver.",
    "Customer wants {it} on {day}, not earlier.",
    "We are {small} cases short on {it}.",
    "{it}: they asked to split the delivery.",
    "Discount on {it} was agreed on the phone, {pct} %.",
    "{it} goes out with the {time} run on {day}.",
    "Held {it} back until the deposit arrives.",
    "The address on {it} is the old one.",
    "{it} came back from packing, label did not match.",
    "Payment terms on {it} are wrong, they get {days} days.",
    "Substituted one line on {it}, they are fine with it.",
    "Do not ship {it} before they confirm the new total.",
    "{it} was entered twice, this is the one to keep.",
    "Buyer added {small} cases to {it} by phone.",
    "They want the manifest for {it} in advance.",
    "{it} needs a second signature, it is above the limit.",
    "Moved {it} to {day}, the dock is full before that.",
    "Margin on {it} is only {pct} %. Was that on purpose?",
    "Freight on {it} is {pct} % of the total. Ask them to pick it up?",
    "{it} is a reorder, same quantities as last time.",
];

const ORDER_DETAILS: &[&str] = &[
    "Called them at {time}.",
    "The rest follows on {day}.",
    "Invoice goes out once it is signed.",
    "Please keep the units reserved.",
    "They will pay half on delivery.",
    "Nothing else changes.",
    "Their gate closes at {time}.",
    "Same driver as last time, please.",
    "Picking list is printed again.",
    "I put the old total in the notes.",
    "They get {days} days to pay.",
    "Ask me before you change anything.",
    "Warehouse knows.",
    "Will check again on {day}.",
    "Ticket {ref} at the carrier.",
    "Sheet {ref} has the new lines.",
];

/// Of orders that have left.
const ORDER_CLOSED: &[&str] = &[
    "Driver reports {it} delivered, {small} cases refused.",
    "They signed for {it} at {time}, all there.",
    "{it} arrived with {small} dented cases, pictures are in the folder.",
    "Invoice for {it} went to the wrong mail address.",
    "Their bookkeeper took {it} for another order, cleared up.",
    "They ask for a copy of the manifest of {it}.",
    "They say {it} was {small} cases short. Our count says it was complete.",
    "Credit of {pct} % on {it}, agreed with the buyer.",
    "They want the same as {it} again, for {day}.",
    "Signed delivery note of {it} is scanned.",
    "Wrong lot label on one case of {it}, a new one is in the mail.",
    "Freight on {it} came out {pct} % above the quote.",
    "Margin on {it} was only {pct} %. Was that on purpose?",
    "Buyer was happy with {it}, good to mention on the next call.",
    "{it} was unloaded at the wrong dock, they sorted it out.",
    "Driver waited {small} hours to unload {it}. Book another slot next time.",
];

const ORDER_CLOSED_DETAILS: &[&str] = &[
    "Called them at {time}.",
    "Warehouse knows.",
    "I put it in the notes.",
    "Their accountant has the details.",
    "Same driver as always.",
    "Nothing to do for us.",
    "The buyer wrote on {day}.",
    "Let us look at it on {day}.",
    "Second time this happens.",
    "Will be on the next statement.",
    "Please do not promise anything before {day}.",
    "Copied to the sales desk.",
    "Claim number is {ref}.",
    "Delivery note {ref}.",
];

const QUOTE: &[&str] = &[
    "They want {pct} % off {it}.",
    "Nobody answered on {it} yet. I call on {day}.",
    "{it} is the second version, the first one had the wrong quantities.",
    "They compare {it} with someone {pct} % cheaper.",
    "Margin on {it} would be {pct} %. Too low?",
    "The buyer took {it} to the owner, answer by {day}.",
    "They asked for samples before they decide on {it}.",
    "Kept the old prices on {it}, they ask every time.",
    "They would take {it} with {days} days to pay.",
    "{it} went out at {time}, they wanted it in writing.",
    "One line of {it} is low in stock, say so when they accept.",
    "They want {it} split over {small} deliveries.",
];

const QUOTE_DETAILS: &[&str] = &[
    "Called them at {time}.",
    "I would not go lower.",
    "Let us talk about it on {day}.",
    "The buyer decides alone.",
    "They were fast the last time.",
    "Ask me before you change anything.",
    "Reserve nothing yet.",
    "Freight is extra.",
    "Will check again on {day}.",
    "They get {days} days to pay.",
    "Old quote was {ref}.",
    "{amount} is their limit.",
];

/// Of clients that hardly anybody knows yet.
const CLIENT_NEW: &[&str] = &[
    "{it} called, the buyer wants the price list.",
    "Spoke to {it}: they are opening a second store.",
    "{it} asks for {days} days instead of cash on delivery.",
    "Visited {it} on {day}, nice place, small shelves.",
    "Application of {it} is complete.",
    "The license copy of {it} ends in {days} days, ask for the new one.",
    "{it} wants deliveries on {day}.",
    "{it} will not take substitutions.",
    "Samples went out to {it} on {day}.",
    "{it} compares us with someone {pct} % cheaper.",
    "{it} only receives until {time}.",
    "{it} would take {qty} units a month at a fixed price.",
    "Bank details of {it} are checked.",
    "{it} was recommended by another client.",
];

const CLIENT_NEW_DETAILS: &[&str] = &[
    "I promised an answer by {day}.",
    "Best time to call is {time}.",
    "Let us talk about it on {day}.",
    "I would wait until {day}.",
    "Told them we need {small} days.",
    "I made a note in the calendar.",
    "Contact is in the address field.",
    "I will go there on {day}.",
    "Nothing urgent.",
    "No credit before the first {small} orders.",
    "Form {ref} is in the folder.",
    "They start with {amount}.",
];

const CLIENT: &[&str] = &[
    "{it} called, the buyer wants the new price list.",
    "Spoke to {it}: they are opening a second store.",
    "{it} is {days} days past due.",
    "{it} asked for {days} days instead of cash on delivery.",
    "Visited {it} on {day}, shelves were half empty.",
    "{it} has a new buyer.",
    "Credit limit for {it} should go up by {pct} %.",
    "{it} complained about the way we pack.",
    "The license copy of {it} ends in {days} days.",
    "{it} wants deliveries on {day} from now on.",
    "{it} will not take substitutions any more.",
    "Samples went out to {it} on {day}.",
    "{it} compares us with someone {pct} % cheaper.",
    "{it} pays half today, the rest on {day}.",
    "Mail to {it} comes back, ask for the new address.",
    "{it} only receives until {time}.",
    "{it} would take {qty} units a month at a fixed price.",
    "Quiet at {it} lately, somebody should call.",
    "{it} sends back anything with a damaged box.",
    "Statement for {it} is out.",
];

const CLIENT_DETAILS: &[&str] = &[
    "I promised an answer by {day}.",
    "Best time to call is {time}.",
    "Let us not lose them over {pct} %.",
    "They were fine with {pct} % last time.",
    "Let us talk about it on {day}.",
    "I would wait until {day}.",
    "Their accountant has the details.",
    "Told them we need {small} days.",
    "I made a note in the calendar.",
    "They asked for the same driver.",
    "We have known them for years.",
    "New number is in the contact field.",
    "I will go there on {day}.",
    "Nothing urgent.",
    "Statement {ref} has it all.",
    "It is about {amount}.",
    "File {ref}, last page.",
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
    "Report {ref} in the lab folder.",
    "It stands in rack {rack}.",
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
    "Form {ref}.",
    "It is in rack {rack}.",
    "Ticket {ref} has the rest.",
];

const TASK_CLOSED: &[&str] = &[
    "Thanks, this helped.",
    "Took longer than planned, {small} hours in the end.",
    "Closed, the papers are in the shared folder.",
    "If it comes back, open a new one.",
    "Checked it again at {time}, still fine.",
    "We should do this every month.",
    "Found {small} more of these, they get a task of their own.",
    "Came out {pct} % cheaper than I thought.",
    "Told everybody on {day}.",
    "Next time before {time}, please.",
];

const TASK_CLOSED_DETAILS: &[&str] = &[
    "Nothing else is open.",
    "Details are in the mail from {day}.",
    "I left a note at the desk.",
    "Took {small} people.",
    "Any questions, ask me.",
    "Good work.",
    "Same again in {days} days.",
    "We agreed on {amount}.",
    "Receipt {ref}.",
    "Ticket {ref} is closed too.",
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
