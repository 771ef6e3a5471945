//! A session that has begun becomes a login that is kept.

use std::collections::BTreeSet;

use super::Desk;
use crate::{
    cli::{
        args::KeepArguments,
        error::{Failure, Outcome},
        online::PRACTICE,
    },
    login::{KeyPlace, Login, Origin, OwnStore, OwnStoreError, Secrets, Way},
    metadata::ApiVersion,
    org::{InstanceUrl, Org, oauth::Granted},
    report::LoginReport,
};

/// Variables that hold a login together, which counts where no org is named.
const COUNT_BEFORE: &[&[&str]] = &[
    &["SF_ACCESS_TOKEN", "SF_ORG_INSTANCE_URL"],
    &["XCRED_AUTH_URL"],
    &["SFDX_AUTH_URL"],
    &["XCRED_JWT_KEY_FILE", "XCRED_CLIENT_ID", "XCRED_USERNAME"],
    &["XCRED_JWT_KEY", "XCRED_CLIENT_ID", "XCRED_USERNAME"],
    &["XCRED_CLIENT_SECRET", "XCRED_CLIENT_ID", "XCRED_LOGIN_URL"],
];

/// A session that has begun, and how the next ones will.
pub(super) struct Begun {
    pub(super) granted: Granted,
    pub(super) login_url: InstanceUrl,
    pub(super) way: Way,
    /// What proves the login beside the tokens of the session.
    pub(super) secrets: Secrets,
}

/// Finds out whose session it is, and keeps the login.
pub(super) async fn keep(desk: &Desk<'_>, begun: Begun, arguments: &KeepArguments) -> Outcome<LoginReport> {
    let Whose { user_name, org_id } = whose(desk, &begun.granted).await?;
    let store = OwnStore::of(&desk.environment);
    let file = store.file().ok_or(OwnStoreError::NoFolder)?;
    let aliases = match &arguments.alias {
        Some(alias) => BTreeSet::from([alias.clone()]),
        None => store.find(&user_name)?.map(|login| login.aliases).unwrap_or_default(),
    };
    let login = Login {
        user_name: Some(user_name.clone()),
        org_id: Some(org_id.clone()),
        instance_url: Some(begun.granted.session.instance_url.clone()),
        login_url: begun.login_url,
        aliases,
        way: begun.way,
        origin: Origin::OwnStore(file.clone()),
    };
    let secrets = Secrets {
        access_token: Some(begun.granted.session.access_token),
        refresh_token: begun.granted.refresh_token.or(begun.secrets.refresh_token),
        ..begun.secrets
    };
    let key = store.put(&login, &secrets)?;
    warn(desk, &login, key.as_ref());
    Ok(LoginReport {
        user_name,
        org_id,
        instance_url: begun.granted.session.instance_url.to_string(),
        login_url: login.login_url.to_string(),
        aliases: login.aliases.into_iter().collect(),
        client_id: login.way.client_id().map(str::to_owned),
        is_lasting: login.way != Way::Token,
        way: login.way.to_string(),
        scope: begun.granted.scope,
        file,
        key: key.map(|key| key.to_string().replace('`', "")),
    })
}

/// Fails where a login could not be kept afterwards. Whoever asks before anything is sent spends no code, and no refresh
/// token that is good for one use.
pub(super) fn ready(desk: &Desk<'_>, arguments: &KeepArguments) -> Outcome<()> {
    check_alias(arguments.alias.as_deref())?;
    let store = OwnStore::of(&desk.environment);
    store.file().ok_or(OwnStoreError::NoFolder)?;
    store.list()?;
    Ok(())
}

/// Fails where an alias would lead elsewhere than to this login.
fn check_alias(alias: Option<&str>) -> Outcome<()> {
    let Some(alias) = alias else { return Ok(()) };
    let is_odd = alias.is_empty() || alias.starts_with('-') || alias.contains("://");
    let is_odd = is_odd || alias.chars().any(|character| character.is_whitespace() || character.is_control());
    if is_odd || alias == PRACTICE {
        let message = format!("`{alias}` cannot be an alias");
        let hint = "an alias has no spaces, does not start with `-`, is no URL, and is not `practice`";
        return Err(Failure::wrong_use("AliasError", message).hint(hint));
    }
    Ok(())
}

/// Whose session has begun.
struct Whose {
    user_name: String,
    org_id: String,
}

/// Asks whose session it is. A session that followed on a code or a refresh token is kept all the same where the org does
/// not say: what it followed on may be spent, and the answer that began it tells the user's id.
async fn whose(desk: &Desk<'_>, granted: &Granted) -> Outcome<Whose> {
    let org = Org::new(granted.session.clone(), desk.transport.clone(), desk.clock.clone(), ApiVersion::NEWEST_KNOWN);
    let asked = org.identity().await.map_err(Failure::from).and_then(|identity| {
        let user_name = identity.user_name.ok_or(OwnStoreError::NoUserName)?;
        Ok(Whose { user_name, org_id: identity.organization_id })
    });
    let (Err(failure), Some(_), Some(user_id), Some(org_id)) =
        (&asked, &granted.refresh_token, &granted.user_id, &granted.org_id)
    else {
        return asked;
    };
    desk.console.warn(format!(
        "the org does not tell the user's name, so the login is kept by the user's id, `{user_id}`: {}",
        failure.body().message
    ));
    Ok(Whose { user_name: user_id.clone(), org_id: org_id.clone() })
}

fn warn(desk: &Desk<'_>, login: &Login, key: Option<&KeyPlace>) {
    if let Some(KeyPlace::File(file)) = key {
        desk.console.warn(format!(
            "there is no keyring here, so the key of the logins lies in `{}`, which its owner alone may read",
            file.display()
        ));
    }
    if login.way == Way::Token {
        desk.console.warn("this login ends with its session: nothing that came with it begins another");
    }
    let is_set = |variables: &&&[&str]| variables.iter().all(|name| desk.environment.text(name).is_some());
    if let Some([variable, ..]) = COUNT_BEFORE.iter().find(is_set) {
        desk.console.warn(format!("`{variable}` is set, and counts before this login where no org is named with `-o`"));
    }
}
