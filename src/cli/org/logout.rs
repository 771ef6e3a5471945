//! `xcred org logout`: the org revokes a login, and it is forgotten here.

use secrecy::SecretString;

use super::Desk;
use crate::{
    cli::{
        args::LogoutArguments,
        error::{Failure, Outcome},
        exit::Exit,
        online::block_on,
    },
    login::{Login, OwnStore, Secrets},
    org::{
        InstanceUrl,
        oauth::{Revoked, revoke},
    },
    report::{LoggedOut, LogoutReport, Report, Revocation},
};

/// Runs the command.
pub(super) fn run(desk: &Desk<'_>, arguments: &LogoutArguments) -> Outcome<Exit> {
    let store = OwnStore::of(&desk.environment);
    let logins = which(&store, arguments)?;
    if arguments.all && !logins.is_empty() && !arguments.yes && !may_go_on(desk, logins.len())? {
        return Err(Failure::wrong_use("NotConfirmed", "no login was ended").hint("`--yes` asks no question"));
    }
    let report = block_on(async {
        let mut report = LogoutReport::default();
        for login in logins {
            report.logins.push(end(desk, &store, &login).await?);
        }
        Ok(report)
    })?;
    let exit = if report.has_failed() { Exit::Failed } else { Exit::Done };
    desk.console.report(&Report::Logout(report), exit)
}

fn which(store: &OwnStore, arguments: &LogoutArguments) -> Outcome<Vec<Login>> {
    let Some(name) = &arguments.target_org else { return Ok(store.list()?) };
    let login = store.find(name)?.ok_or_else(|| {
        Failure::wrong_use("NoLogin", format!("xcred keeps no login of the name `{name}`"))
            .hint(format!("a login of the Salesforce CLI is ended there: `sf org logout -o {name}`"))
            .hint("`xcred org list` lists all logins, and where each rests")
    })?;
    Ok(vec![login])
}

fn may_go_on(desk: &Desk<'_>, count: usize) -> Outcome<bool> {
    if !desk.console.can_ask() {
        return Err(Failure::wrong_use("CannotAsk", "there is no terminal to ask whether all logins shall be ended")
            .hint("`--yes` asks no question"));
    }
    Ok(desk.console.ask(&format!("End all {count} logins?"))?)
}

/// Revokes a login where it can, and forgets it in any case: whoever logs out wants nothing left on this machine.
async fn end(desk: &Desk<'_>, store: &OwnStore, login: &Login) -> Outcome<LoggedOut> {
    let user_name = login.user_name.clone().unwrap_or_default();
    let host = login.instance_url.as_ref().unwrap_or(&login.login_url).authority().to_owned();
    let revoked = match store.get(&user_name) {
        Ok(Some((login, secrets))) => revocation(desk, &login, &secrets).await,
        Ok(None) => Revocation::NothingToRevoke,
        Err(error) => Revocation::Failed(told(&error)),
    };
    store.remove(&user_name)?;
    Ok(LoggedOut { user_name, host, revoked })
}

async fn revocation(desk: &Desk<'_>, login: &Login, secrets: &Secrets) -> Revocation {
    let Some((url, token)) = token_of(login, secrets) else { return Revocation::NothingToRevoke };
    match revoke(&desk.transport, &url, &token).await {
        Ok(Revoked::Now) => Revocation::Done,
        Ok(Revoked::Before) => Revocation::Needless,
        Err(error) => Revocation::Failed(told(&error)),
    }
}

/// The token that ends the most: a refresh token ends its sessions too.
fn token_of(login: &Login, secrets: &Secrets) -> Option<(InstanceUrl, SecretString)> {
    if let Some(token) = &secrets.refresh_token {
        return Some((login.login_url.clone(), token.clone()));
    }
    let token = secrets.access_token.as_ref()?;
    let url = login.instance_url.clone().unwrap_or_else(|| login.login_url.clone());
    Some((url, SecretString::from(token.expose())))
}

/// An error with its causes, in one line.
fn told(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |told, cause| format!("{told}: {cause}"))
}
