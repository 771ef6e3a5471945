//! `/services/oauth2/userinfo`: whose session it is, and of which org.

use super::{Call, fields::Fields};
use crate::org::{Org, error::OrgError};

/// Whose session it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The org's id, 15 or 18 characters that start with `00D`.
    pub organization_id: String,
    /// The user's id.
    pub user_id: Option<String>,
    /// The name that the user logs in with.
    pub user_name: Option<String>,
}

impl Org {
    /// Reads whose session it is.
    pub async fn identity(&self) -> Result<Identity, OrgError> {
        let path = "/services/oauth2/userinfo".to_owned();
        let call = Call::get("read whose session it is", path);
        self.rest(call, |value| {
            Some(Identity {
                organization_id: value.text_of("organization_id")?,
                user_id: value.text_of("user_id"),
                user_name: value.text_of("preferred_username"),
            })
        })
        .await
    }
}
