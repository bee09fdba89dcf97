//! Comments on existing rows of any table, with mentions.
//!
//! One unit is one comment with its mentions. [`Comments`] decides what it says; the generator sees
//! to it that it hangs on a live row, was written after that row was created, and that a mention in
//! the text is a row and a row is a mention in the text.

mod checks;
mod generator;
mod phrases;
mod roles;
#[cfg(test)]
mod tests;

use chrono::NaiveDateTime;
use seedbed_schema_model::Schema;

pub use self::generator::CommentsGenerator;
use super::{
    Domain, DomainOptions,
    text::{capitalise, figure, fitting, one, render},
};
use crate::{Cell, Generator, Unit, bind::BindError};

/// The bundled domain.
pub(super) const DOMAIN: Domain = Domain {
    name: "comments",
    summary: "comments on existing orders, clients and others, with mentions",
    volumes: &[("count", Some(100)), ("mentions", Some(40))],
    bind,
};

fn bind(schema: &Schema, options: &DomainOptions) -> Result<Box<dyn Generator>, BindError> {
    Ok(Box::new(CommentsGenerator::bind(schema, options, Wholesale)?))
}

/// What kind of thing is commented on, as far as words go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A client or customer.
    Client,
    /// An order.
    Order,
    /// A batch or lot.
    Batch,
    /// A task.
    Task,
    /// Anything else.
    Other,
}

impl Kind {
    /// The kind by the type text and the table's name.
    fn of(type_text: &str, table: &str) -> Self {
        let name = format!("{type_text} {table}").to_lowercase();
        let says = |words: &[&str]| words.iter().any(|w| name.contains(w));
        if says(&["task", "todo", "card", "ticket", "issue"]) {
            Self::Task
        } else if says(&["order"]) {
            Self::Order
        } else if says(&["client", "customer", "account", "compan"]) {
            Self::Client
        } else if says(&["batch", "lot", "inventory"]) {
            Self::Batch
        } else {
            Self::Other
        }
    }

    /// Words for a row without a name.
    fn words(self) -> &'static str {
        match self {
            Self::Client => "this client",
            Self::Order => "this order",
            Self::Batch => "this batch",
            Self::Task => "this task",
            Self::Other => "this",
        }
    }
}

/// Where the thing commented on stands when something is said about it, as far as its columns tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Only offered: a quote.
    Offered,
    /// New: nothing has become of it yet.
    New,
    /// Known for a while, and still going on.
    Open,
    /// Shipped or completed, or long ago.
    Closed,
}

/// What is known when a comment is written.
#[derive(Debug, Clone, Copy)]
pub struct CommentContext<'a> {
    /// The unit.
    pub unit: Unit<'a>,
    /// What kind of thing is commented on.
    pub kind: Kind,
    /// Its name or number, when it has one.
    pub name: Option<&'a str>,
    /// Where it stood then.
    pub stage: Stage,
    /// Whether this answers another comment.
    pub is_reply: bool,
    /// Who writes: a row number of the anchor `users`.
    pub author: usize,
    /// When.
    pub created_at: NaiveDateTime,
    /// How many characters a comment may have.
    pub room: Option<usize>,
}

impl CommentContext<'_> {
    /// The random numbers of a column of this comment.
    pub fn cell(&self, column: &str) -> Cell {
        self.unit.cell("comments.comment", column, self.unit.index)
    }

    fn fill(&self, template: &str, who: &str, cell: &mut Cell, out: &mut String) {
        let start = out.len();
        render(template, out, |slot, out| match slot {
            "it" => out.push_str(self.name.unwrap_or(self.kind.words())),
            "who" => out.push_str(who),
            slot => {
                if !figure(slot, cell, out) {
                    out.push_str(slot);
                }
            }
        });
        capitalise(out, start);
    }
}

/// What comments say. Override a method to change it; the rest stays coherent.
pub trait Comments: Send + Sync {
    /// Raised when the methods change what they give.
    fn version(&self) -> u32 {
        1
    }

    /// What the comment says, without mentions.
    fn text(&self, comment: &CommentContext<'_>) -> String {
        let mut cell = comment.cell("content");
        let text = fitting(comment.room, || {
            let mut text = String::with_capacity(96);
            if comment.is_reply {
                comment.fill(one(&mut cell, phrases::REPLIES), "", &mut cell, &mut text);
                return text;
            }
            let opening = one(&mut cell, phrases::openings(comment.kind, comment.stage));
            comment.fill(opening, "", &mut cell, &mut text);
            // What says nothing that others would not say too goes on, and so does a task's
            // comment: it names nothing.
            let special = comment.kind != Kind::Task && opening.matches('{').count() > 1;
            if cell.chance(if special { 55 } else { 92 }) {
                let detail = one(&mut cell, phrases::details(comment.kind, comment.stage));
                text.push(' ');
                comment.fill(detail, "", &mut cell, &mut text);
            }
            text
        });
        text.unwrap_or_else(|| "OK".into())
    }

    /// The comment with its mentions woven in. `who` is all of them as the application writes them,
    /// `@[Name](id)`, joined by words; it must come in the result once.
    fn ask(&self, comment: &CommentContext<'_>, text: String, who: &str) -> String {
        let mut cell = comment.cell("ask");
        let mut ask = String::with_capacity(64);
        comment.fill(one(&mut cell, phrases::ASKS), who, &mut cell, &mut ask);
        if cell.chance(25) && ask.starts_with('@') {
            format!("{ask} {text}")
        } else {
            format!("{text} {ask}")
        }
    }

    /// Whether somebody marked the comment as settled: most questions of last month are, those of
    /// today are not.
    fn is_resolved(&self, comment: &CommentContext<'_>) -> bool {
        let age = (comment.unit.world.today - comment.created_at.date()).num_days();
        let percent = match age {
            ..=1 => 5,
            2..=7 => 25,
            8..=30 => 45,
            _ => 60,
        };
        comment.cell("is_resolved").chance(percent)
    }
}

/// The bundled comments: a wholesale business.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wholesale;

impl Comments for Wholesale {}
