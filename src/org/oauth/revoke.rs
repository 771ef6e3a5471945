//! The end of a login: its token is good for nothing any more.

use secrecy::SecretString;

use super::{
    answer,
    call::{self, Form},
    code::OauthCode,
    error::OauthError,
};
use crate::org::{
    session::InstanceUrl,
    transport::{Repeat, Transport},
};

/// What became of a token that was to be revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoked {
    /// It was good until now.
    Now,
    /// The org knew it no more.
    Before,
}

/// Revokes a token. That of a refresh token ends all sessions that it began; an access token's ends that session (RFC 7009).
/// It may be sent again: a token that is gone cannot go again.
pub async fn revoke(
    transport: &dyn Transport,
    login_url: &InstanceUrl,
    token: &SecretString,
) -> Result<Revoked, OauthError> {
    let form = Form::to("/services/oauth2/revoke").purpose("revoke the login", Repeat::Freely);
    let (sent, response) = call::post(transport, login_url, form.with_secret("token", token)).await?;
    match answer::succeeded(&sent, &response) {
        Ok(()) => Ok(Revoked::Now),
        Err(error) if is_unknown(&error) => Ok(Revoked::Before),
        Err(error) => Err(error),
    }
}

fn is_unknown(error: &OauthError) -> bool {
    error.refusal().is_some_and(|refusal| refusal.code == OauthCode::InvalidToken)
}
