//! Salesforce callout credentials as code.

pub mod metadata;
