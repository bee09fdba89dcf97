//! The bundled domains, and choosing one by name.
//!
//! Each domain is a folder: `roles.rs` (what it binds to), `mod.rs` (the trait with typed rows and
//! default methods, and the generator over it), `phrases.rs` (its own words), `checks.rs` (its
//! invariants as SQL).

pub mod comments;
pub mod dashboards;
#[cfg(test)]
mod engines;
#[cfg(test)]
mod engines_work;
#[cfg(test)]
pub(crate) mod fixture;
pub mod inventory;
mod json;
#[cfg(test)]
mod laws;
pub mod pricing;
mod share;
mod sql;
#[cfg(test)]
mod strangers;
#[cfg(test)]
mod terp;
mod text;
pub mod todos;
pub mod wholesale;

use std::collections::BTreeMap;

use seedbed_schema_model::Schema;

use crate::{
    Generator,
    bind::{BindError, Overrides},
};

/// What the configuration says about a domain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DomainOptions {
    /// Volumes by name: `lists` = 30.
    pub volumes: BTreeMap<String, u64>,
    /// Polymorphic types: the type text → the table it means.
    pub on: BTreeMap<String, String>,
    /// Tables and columns mapped by hand.
    pub bind: Overrides,
}

/// Binds a domain to a schema.
pub type Bind = fn(&Schema, &DomainOptions) -> Result<Box<dyn Generator>, BindError>;

/// A bundled domain.
pub struct Domain {
    /// Its name in the configuration.
    pub name: &'static str,
    /// One line for people.
    pub summary: &'static str,
    /// The volumes it takes, with their defaults; `None` follows from the anchors.
    pub volumes: &'static [(&'static str, Option<u64>)],
    /// Binds it to a schema.
    pub bind: Bind,
}

/// All bundled domains, in the order people list them.
pub fn all() -> &'static [Domain] {
    &[
        wholesale::DOMAIN,
        todos::DOMAIN,
        comments::DOMAIN,
        dashboards::DOMAIN,
        pricing::DOMAIN,
        inventory::DOMAIN,
    ]
}

/// A bundled domain by name.
pub fn find(name: &str) -> Option<&'static Domain> {
    all().iter().find(|d| d.name == name)
}
