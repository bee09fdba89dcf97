//! The command as people and pipelines meet it: output, exit codes, and what it leaves behind.

mod bad_input;
mod command;
mod drift;
mod own_generator;
