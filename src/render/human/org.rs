//! Orgs for people: a table of the logins, and all of the one that is meant.

use std::io::{self, Write};

use comfy_table::{Table, presets};

use super::scan::write_table;
use crate::{
    render::paint::{Label, paint, printable},
    report::{KnownLogin, OrgListReport, OrgShowReport},
};

/// Writes the logins.
pub(super) fn write_list(report: &OrgListReport, out: &mut dyn Write) -> io::Result<()> {
    if report.logins.is_empty() {
        return writeln!(out, "There is no login; `xcred org login web` makes one.");
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["", "ALIAS", "USER", "ORG", "BY", "SESSION", "FROM"]);
    for login in &report.logins {
        let cells = [
            if login.is_default { "*" } else { "" }.to_owned(),
            login.aliases.join(", "),
            login.user_name.clone().unwrap_or_else(|| "-".to_owned()),
            host(login).to_owned(),
            login.way.clone(),
            session(login),
            login.origin.clone(),
        ];
        table.add_row(cells.map(|cell| printable(&cell).into_owned()));
    }
    write_table(&mut table, out)?;
    if report.logins.iter().any(|login| login.is_default) {
        writeln!(out, "\n* is the org that commands talk to where none is named.")?;
    }
    Ok(())
}

/// Writes the login that is meant.
pub(super) fn write_show(report: &OrgShowReport, out: &mut dyn Write) -> io::Result<()> {
    let login = &report.login;
    let user = login.user_name.as_deref().map(|user| format!(" as {user}")).unwrap_or_default();
    writeln!(out, "{}", paint(Label::Heading, printable(&format!("{}{user}", host(login)))))?;
    let app = login.client_id.as_ref().map(|id| format!("{} of the app {id}", login.way));
    let versions = report.versions.map(|(spoken, newest)| format!("{spoken}; the org speaks up to {newest}"));
    let facts = [
        ("named", report.named.as_ref().map(|(name, by)| format!("`{name}`, by {by}"))),
        ("login from", Some(login.origin.clone())),
        ("by", app.or_else(|| Some(login.way.clone()))),
        ("alias", Some(login.aliases.join(", ")).filter(|aliases| !aliases.is_empty())),
        ("org id", login.org_id.clone()),
        ("instance", login.instance_url.clone()),
        ("login host", Some(login.login_url.clone())),
        ("API version", versions),
        ("session", Some(session(login))),
    ];
    for (name, value) in facts.iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
        writeln!(out, "  {}  {}", paint(Label::Aside, format!("{name:<11}")), printable(value))?;
    }
    for (place, why) in &report.passed_over {
        let told = format!("{place}: {why}");
        writeln!(out, "  {}  {}", paint(Label::Aside, "passed over"), printable(&told))?;
    }
    for hint in &report.hints {
        writeln!(out, "  {}  {}", paint(Label::Aside, format!("{:<11}", "hint")), printable(hint))?;
    }
    Ok(())
}

fn host(login: &KnownLogin) -> &str {
    let url = login.instance_url.as_deref().unwrap_or(&login.login_url);
    url.trim_start_matches("https://").trim_start_matches("http://")
}

fn session(login: &KnownLogin) -> String {
    match (&login.problem, login.session) {
        (Some(problem), _) => format!("does not work: {problem}"),
        (None, None) => "not known".to_owned(),
        (None, Some(seen)) => {
            let did = if seen.works { "worked" } else { "did not work" };
            format!("{did} at {}", seen.at.strftime("%Y-%m-%d %H:%M UTC"))
        }
    }
}
