//! The integration tests: one binary, one file per subject.
//!
//! `support` holds what the tests stand on: a sandbox for the binary, a filter without network, servers that misbehave.
//! `house` keeps the promises about the repository itself, and that no file here is forgotten.

mod corpus;
mod corpus_files;
mod generated_pages;
mod harness;
mod house;
mod manifest;
mod scan;
mod scan_oddities;
mod support;
