//! Logins by OAuth 2.0 (RFC 6749): the apps that may ask, what they ask for, and what people allowed.
//!
//! Nothing here speaks HTTP. Codes and words are those of Salesforce where they are known; `docs/practice-org.md` grades
//! them.

pub(crate) mod app;
mod challenge;
pub(crate) mod consent;
mod refusal;
pub(crate) mod request;
mod scope;

pub use app::CONFIDENTIAL_APP;
pub(crate) use refusal::{Refusal, words};
pub(crate) use scope::Scopes;
