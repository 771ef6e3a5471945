//! The integration tests: one binary, one file per subject.
//!
//! `support` holds what the tests stand on: a sandbox for the binary, a filter without network, servers that misbehave.
//! `house` keeps the promises about the repository itself, and that no file here is forgotten.

mod bad_archives;
mod bad_input;
mod bad_project;
mod corpus;
mod corpus_files;
mod corpus_scan;
mod diff_offline;
mod diff_secrets;
mod generated_pages;
mod harness;
mod house;
mod json_schema;
mod manifest;
mod mishaps;
#[cfg(target_os = "linux")]
mod no_network;
mod scan;
mod scan_oddities;
mod support;
