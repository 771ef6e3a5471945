//! Salesforce callout credentials as code.
//!
//! xcred finds the components of a project by which Salesforce calls other systems, writes manifests for them, shows
//! what differs from an org, deploys exactly what was reviewed, and says whether callouts will work afterwards.
//!
//! # The floors
//!
//! The house has floors. A module imports only from floors below it, and modules of one floor are blind to each other;
//! so whoever reads a file needs to know what lies beneath it, and nothing else.
//!
//! | floor | modules | what |
//! | --- | --- | --- |
//! | 9 | `main` | arguments in, exit code out; it knows `cli` and nothing else |
//! | 8 | `cli` | one file per command, each a recipe; the only place with clap, environment, clock, terminal and exit codes |
//! | 7 | `render` | one file per format; pure, from a report to a writer |
//! | 6 | `report` | what a run found out, before anyone decides how to show it |
//! | 5 | `deploy` `credential` | a plan carried out and verified; principals, their secrets, who may use them |
//! | 4 | `check` `plan` `practice` | rules over a snapshot; a change set bound to an org; an org to rehearse on |
//! | 3 | `diff` `bundle` | two snapshots into a change set; a snapshot into a zip and back |
//! | 2.5 | `login` | where logins rest and come from; a new session for one, which only `cli` asks for |
//! | 2 | `source` `org` | snapshots from disk, git and zip; the only way to the network |
//! | 1.5 | `finding` | what a user mends in the project's files, with its place in them |
//! | 1 | `metadata` | types as data, ids, components, snapshots, API versions, manifests |
//! | 0 | `xml` | events with spans, a tree, escaping, the canonical writer |
//!
//! One rule is not about height: `practice` never imports `org`, which lies below it. A server that shares its client's
//! code would agree with its client's mistakes.
//!
//! `tests/architecture.rs` holds the floors, and this table equals its list. When they no longer fit, change both and
//! say why in the commit.

pub mod bundle;
pub mod check;
pub mod cli;
pub mod deploy;
pub mod diff;
pub mod finding;
pub mod login;
pub mod metadata;
pub mod org;
pub mod plan;
pub mod practice;
pub mod render;
pub mod report;
pub mod source;
pub mod xml;
