//! `xcred org list`: all logins that are known, and where each rests.

use futures_util::future::join_all;

use super::Desk;
use crate::{
    cli::{
        args::ListArguments,
        error::{Failure, Outcome},
        exit::Exit,
        logins::{Logins, failure, passed_over},
        online::block_on,
    },
    login::{self, Found, LastKnown, Login, Origin, Target},
    metadata::ApiVersion,
    org::{Org, Transport},
    report::{KnownLogin, OrgListReport, Report, SessionSeen},
};
use std::sync::Arc;

/// Runs the command.
pub(super) fn run(desk: &Desk<'_>, arguments: &ListArguments) -> Outcome<Exit> {
    let logins = Logins::of_environment();
    let (found, skipped) = login::list(&logins.environment, &logins.stores);
    for one in skipped.iter().filter(|one| one.is_broken) {
        desk.console.warn(passed_over(one));
    }
    let default = default_of(desk, &logins);
    let last = LastKnown::of(&logins.environment);
    let mut known: Vec<KnownLogin> = found.iter().map(|login| told(login, &last)).collect();
    if let Some(at) = default.and_then(|default| found.iter().position(|login| *login == default)) {
        known[at].is_default = true;
    }
    if arguments.check {
        block_on(check(desk, &logins, &found, &last, &mut known))?;
    }
    desk.console.report(&Report::OrgList(OrgListReport { logins: known }), Exit::Done)
}

/// The login that commands use where no org is named.
fn default_of(desk: &Desk<'_>, logins: &Logins) -> Option<Login> {
    // Having none, or one that is the practice org's, is no failure here.
    let target = logins.target(desk.place, None).ok()?;
    match &target {
        Target::Named { name, .. } => login::known(&logins.stores, name),
        Target::OfEnvironment => {
            login::find(&logins.environment, &logins.stores, &target).ok().map(|found| found.login)
        }
    }
}

/// Asks each org whether its session works, all side by side.
async fn check(
    desk: &Desk<'_>,
    logins: &Logins,
    found: &[Login],
    last: &LastKnown,
    known: &mut [KnownLogin],
) -> Outcome<()> {
    let transport = Arc::clone(&desk.transport);
    let asked = join_all(found.iter().map(|login| works(desk, logins, login, &transport))).await;
    for ((login, known), asked) in found.iter().zip(known).zip(asked) {
        let at = desk.clock.now();
        last.note(login, asked.is_ok(), at);
        known.session = Some(SessionSeen { works: asked.is_ok(), at });
        known.problem = asked.err().map(|failure| failure.body().message.clone());
    }
    Ok(())
}

async fn works(desk: &Desk<'_>, logins: &Logins, login: &Login, transport: &Arc<dyn Transport>) -> Result<(), Failure> {
    let found = match &login.origin {
        Origin::Environment(_) => login::given_again(&logins.environment, login),
        _ => login::found_again(&logins.stores, login).map_err(|error| failure(&error))?,
    };
    let found: Found = found.ok_or_else(|| Failure::failed("NoLogin", "the login is no longer there"))?;
    let can_renew = found.can_renew();
    let renewal = Arc::new(logins.renewal(desk.console, found, transport, &desk.clock));
    let session = renewal.session().await?;
    let org = Org::new(session, Arc::clone(transport), Arc::clone(&desk.clock), ApiVersion::NEWEST_KNOWN);
    let org = if can_renew { org.renewing(renewal) } else { org };
    org.identity().await?;
    Ok(())
}

/// What is told of a login.
pub(super) fn told(login: &Login, last: &LastKnown) -> KnownLogin {
    let file = match &login.origin {
        Origin::OwnStore(path) | Origin::SalesforceCliFile(path) => Some(path.clone()),
        _ => None,
    };
    KnownLogin {
        user_name: login.user_name.clone(),
        aliases: login.aliases.iter().cloned().collect(),
        org_id: login.org_id.clone(),
        instance_url: login.instance_url.as_ref().map(ToString::to_string),
        login_url: login.login_url.to_string(),
        way: login.way.to_string(),
        client_id: login.way.client_id().map(str::to_owned),
        origin: login.origin.place(),
        file,
        is_default: false,
        session: last.seen(login).map(|seen| SessionSeen { works: seen.works, at: seen.at }),
        problem: None,
    }
}
