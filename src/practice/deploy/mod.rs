//! Deployments: what arrives, what it would do, and how far along it is.

pub(crate) mod manifest;
pub(crate) mod message;
pub(crate) mod options;
pub(crate) mod package;
pub(crate) mod progress;
pub(crate) mod record;
pub(crate) mod rehearsal;

pub(crate) use options::DeployOptions;
pub(crate) use record::{Deployment, Status};
