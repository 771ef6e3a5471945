//! The integration tests: one binary, one file per subject.
//!
//! `support` holds what the tests stand on: a sandbox for the binary, a filter without network, servers that misbehave.
//! `house` keeps the promises about the repository itself, and that no file here is forgotten.

mod bad_archives;
mod bad_input;
mod bad_project;
mod canary;
mod check;
mod check_across;
mod check_formats;
mod connection;
mod corpus;
mod corpus_files;
mod corpus_noise;
mod corpus_scan;
mod deploy;
mod deploy_deletions;
mod deploy_later;
mod deploy_trouble;
mod diff_consequences;
mod diff_formats;
mod diff_git;
mod diff_git_lacking;
mod diff_offline;
mod diff_package;
mod diff_pager;
mod diff_practice;
mod diff_reveal;
mod diff_secrets;
mod diff_terminal;
mod diff_three;
mod diff_three_git;
mod explain;
mod fix;
mod fmt;
mod found_again;
mod generated_pages;
mod git_drivers;
mod harness;
mod hostile_org;
mod house;
mod html_report;
mod json_schema;
mod logins;
mod lost_answers;
mod manifest;
mod mishaps;
#[cfg(target_os = "linux")]
mod no_network;
mod noise;
mod orgs;
mod plan;
mod plan_deploy;
mod plan_schema;
mod plan_side;
mod practice;
mod practice_agrees;
mod pre_commit;
mod pull_requests;
mod round_trips;
mod scan;
mod scan_oddities;
mod secrets;
mod support;
mod troubles;
