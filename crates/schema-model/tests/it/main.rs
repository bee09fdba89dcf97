//! The schema model from the outside: laws over generated schemas, the cases that decide whether a
//! comparison can be trusted, and the DDL of every dialect.

mod build;
mod ddl;
mod drift_cases;
mod generated;
mod laws;
mod recorded;
mod snapshot;
