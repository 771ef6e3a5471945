//! `xcred org show`: which org is meant, where its session comes from, and whether it works.

use std::sync::Arc;

use super::{Desk, list::told};
use crate::{
    cli::{
        args::OrgArguments,
        error::{Failure, Outcome},
        exit::Exit,
        logins::{Logins, Meant, Used},
        online::{PRACTICE, block_on, connect, version_of},
    },
    login::LastKnown,
    metadata::ApiVersion,
    org::{Org, versions},
    report::{KnownLogin, OrgShowReport, Report, SessionSeen},
};

/// Runs the command.
pub(super) fn run(desk: &Desk<'_>, arguments: &OrgArguments) -> Outcome<Exit> {
    let logins = Logins::of_environment();
    let (report, exit) = match logins.meant(desk.place, arguments)? {
        Meant::Practice => (block_on(practice(desk))?, Exit::Done),
        Meant::Login(used) => block_on(of_login(desk, &logins, *used, arguments))?,
    };
    desk.console.report(&Report::OrgShow(report), exit)
}

async fn practice(desk: &Desk<'_>) -> Outcome<OrgShowReport> {
    let arguments = OrgArguments { target_org: Some(PRACTICE.to_owned()), ..OrgArguments::default() };
    let connection = connect(desk.console, desk.place, &arguments).await?;
    let identity = connection.org.identity().await?;
    let login = KnownLogin {
        user_name: identity.user_name,
        org_id: Some(identity.organization_id),
        login_url: PRACTICE.to_owned(),
        way: "none is needed".to_owned(),
        origin: format!("the practice org in `{}`", desk.place.practice_state().display()),
        session: Some(SessionSeen { works: true, at: desk.clock.now() }),
        ..KnownLogin::default()
    };
    Ok(OrgShowReport {
        login,
        versions: Some((connection.org.version(), connection.newest)),
        ..OrgShowReport::default()
    })
}

/// Tells of a login all that is known, also where its session does not work: that is when people ask.
async fn of_login(
    desk: &Desk<'_>,
    logins: &Logins,
    used: Used,
    arguments: &OrgArguments,
) -> Outcome<(OrgShowReport, Exit)> {
    let Used { found, name, named_by } = used;
    let last = LastKnown::of(&logins.environment);
    let login = found.login.clone();
    let mut report = OrgShowReport {
        named: name.zip(named_by),
        login: KnownLogin { origin: login.origin.to_string(), ..told(&login, &last) },
        passed_over: found.skipped.iter().map(|one| (one.place.clone(), one.why.clone())).collect(),
        ..OrgShowReport::default()
    };
    let can_renew = found.can_renew();
    let transport = Arc::clone(&desk.transport);
    let renewal = Arc::new(logins.renewal(desk.console, found, &transport, &desk.clock));
    let asked = async {
        let session = renewal.session().await?;
        let org = Org::new(session, Arc::clone(&transport), Arc::clone(&desk.clock), ApiVersion::NEWEST_KNOWN);
        let org = if can_renew { org.renewing(renewal.clone()) } else { org };
        let identity = org.identity().await?;
        let url = org.instance_url();
        let newest = versions(&*transport, &url).await?.last().copied().unwrap_or(ApiVersion::NEWEST_KNOWN);
        Ok::<_, Failure>((identity, url, version_of(desk.console, desk.place, arguments, newest)?, newest))
    };
    let asked = asked.await;
    let at = desk.clock.now();
    last.note(&login, asked.is_ok(), at);
    report.login.session = Some(SessionSeen { works: asked.is_ok(), at });
    match asked {
        Ok((identity, url, spoken, newest)) => {
            report.login.instance_url = Some(url.to_string());
            report.login.org_id = Some(identity.organization_id);
            report.login.user_name = identity.user_name.or(report.login.user_name);
            report.versions = Some((spoken, newest));
            Ok((report, Exit::Done))
        }
        Err(failure) => {
            let body = failure.body();
            let causes = body.causes.iter().map(String::as_str);
            report.login.problem =
                Some([body.message.as_str()].into_iter().chain(causes).collect::<Vec<_>>().join(": "));
            report.hints.clone_from(&body.hints);
            Ok((report, Exit::Failed))
        }
    }
}
