//! The command line: what was typed becomes a recipe, a report, and an exit code.

pub mod args;
mod config;
mod console;
mod error;
pub mod exit;
pub mod pages;
