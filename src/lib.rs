//! Salesforce callout credentials as code.

pub mod bundle;
pub mod diff;
pub mod finding;
pub mod metadata;
pub mod render;
pub mod report;
pub mod xml;
