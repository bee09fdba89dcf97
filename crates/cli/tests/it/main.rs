//! The command as people and pipelines meet it: output, exit codes, and what it leaves behind.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bad_input;
mod command;
mod drift;
<<<<<<< HEAD
mod gate;
=======
mod fill;
>>>>>>> 35a0ca6 (generators, cli: seed fills any database without a configuration)
mod own_generator;
mod scratch;
