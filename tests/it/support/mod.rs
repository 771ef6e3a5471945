//! What the tests stand on.
//!
//! A test builds a [`Sandbox`], runs the binary in it and looks at the [`Conversation`]. Nothing of the machine reaches
//! the child: its environment is scrubbed, its HOME is empty, its temporary folder lies in the sandbox. A run that does
//! not end is killed and fails with what it had printed.

pub(crate) mod authority;
pub(crate) mod conversation;
pub(crate) mod corpus;
pub(crate) mod forward_proxy;
#[cfg(target_os = "linux")]
pub(crate) mod network;
pub(crate) mod noise;
pub(crate) mod org;
pub(crate) mod person;
pub(crate) mod projects;
pub(crate) mod redact;
pub(crate) mod repository;
pub(crate) mod review;
pub(crate) mod rewrite;
pub(crate) mod running;
pub(crate) mod sandbox;
pub(crate) mod schema;
pub(crate) mod servers;
pub(crate) mod sf_files;
pub(crate) mod terminal;
pub(crate) mod tree;

pub(crate) use conversation::{Conversation, Ending};
pub(crate) use running::{Running, Stream};
pub(crate) use sandbox::Sandbox;
pub(crate) use tree::tree_of;
