//! The endpoints of OAuth: the page that asks people, tokens, and their end.

mod authorize;
mod client;
mod page;
mod revoke;
mod token;

pub(super) use authorize::authorize;
pub(super) use page::error_page;
pub(super) use revoke::revoke;
pub(super) use token::token;

use super::Reply;
use crate::practice::oauth::Refusal;

/// A refusal as it is told to apps.
fn refused(refusal: Refusal) -> Reply {
    Reply::refused(400, refusal.error, refusal.description)
}

/// The answer where there is no randomness for tokens.
fn no_randomness() -> Reply {
    Reply::error(500, "UNKNOWN_EXCEPTION", "there is no randomness for a token")
}
