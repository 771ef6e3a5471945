//! Salesforce callout credentials as code.

pub mod bundle;
pub mod finding;
pub mod metadata;
pub mod practice;
pub mod xml;
