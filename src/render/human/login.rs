//! Logins for people: what was kept where, and what was ended.

use std::io::{self, Write};

use crate::{
    render::paint::{Label, paint, printable},
    report::{LoggedOut, LoginReport, LogoutReport, Revocation},
};

/// Writes what was kept of a login.
pub(super) fn write(report: &LoginReport, out: &mut dyn Write) -> io::Result<()> {
    let host = report.instance_url.trim_start_matches("https://").trim_start_matches("http://");
    writeln!(out, "Logged in to {} as {}.", printable(host), printable(&report.user_name))?;
    let way = match &report.client_id {
        Some(id) => format!("{} of the app {id}", report.way),
        None => report.way.clone(),
    };
    let facts = [
        ("alias", Some(report.aliases.join(", ")).filter(|aliases| !aliases.is_empty())),
        ("org id", Some(report.org_id.clone())),
        ("login host", Some(report.login_url.clone())),
        ("by", Some(way)),
        ("scope", report.scope.clone()),
        ("kept in", Some(report.file.display().to_string())),
        ("its key in", report.key.clone()),
    ];
    for (name, value) in facts.iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
        writeln!(out, "  {}  {}", paint(Label::Aside, format!("{name:<10}")), printable(value))?;
    }
    let name = report.aliases.first().unwrap_or(&report.user_name);
    writeln!(out, "Name it with `-o {}`.", printable(name))
}

/// Writes what became of logins that were ended.
pub(super) fn write_ended(report: &LogoutReport, out: &mut dyn Write) -> io::Result<()> {
    if report.logins.is_empty() {
        return writeln!(out, "There was no login to end.");
    }
    report.logins.iter().try_for_each(|login| write_one(login, out))
}

fn write_one(login: &LoggedOut, out: &mut dyn Write) -> io::Result<()> {
    let (user, host) = (printable(&login.user_name), printable(&login.host));
    write!(out, "Logged out {user} of {host}: ")?;
    match &login.revoked {
        Revocation::Done => writeln!(out, "the org has revoked the login, and it is forgotten here."),
        Revocation::Needless => writeln!(out, "the org knew the login no more, and it is forgotten here."),
        Revocation::NothingToRevoke => writeln!(out, "there was no token to revoke, and it is forgotten here."),
        Revocation::Failed(why) => {
            let label = paint(Label::Error, "the org was not told");
            writeln!(out, "{label}, so the login may be good there still; it is forgotten here.")?;
            writeln!(out, "  {}: {}", paint(Label::Aside, "because"), printable(why))
        }
    }
}
