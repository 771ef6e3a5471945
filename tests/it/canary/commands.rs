//! Which runs cover which command.

use super::world::World;
use clap::CommandFactory;
use std::collections::BTreeSet;
use xcred::cli::args::Arguments;

/// A command, and runs of it.
pub(super) struct Covered {
    /// Its words, as they are typed after `xcred`.
    pub(super) path: &'static str,
    /// All words of each run; none for what has a test of its own.
    pub(super) runs: &'static [&'static [&'static str]],
    /// Whether it asks an org.
    pub(super) asks: bool,
    /// Whether its first run succeeds where nothing is in its way.
    pub(super) succeeds: bool,
    /// What stands on standard input.
    pub(super) stdin: Option<fn(&World) -> Vec<u8>>,
}

impl Covered {
    const fn by(path: &'static str, runs: &'static [&'static [&'static str]]) -> Self {
        Self { path, runs, asks: true, succeeds: true, stdin: None }
    }

    const fn offline(self) -> Self {
        Self { asks: false, ..self }
    }

    /// The same, of which no run succeeds.
    const fn in_vain(self) -> Self {
        Self { succeeds: false, ..self }
    }

    const fn fed(self, stdin: fn(&World) -> Vec<u8>) -> Self {
        Self { stdin: Some(stdin), ..self }
    }
}

const STRIPE: &str = "force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml";

/// Every command.
pub(super) const COVERED: &[Covered] = &[
    Covered::by("scan", &[&["scan"], &["scan", "--why", STRIPE]]).offline(),
    Covered::by(
        "check",
        &[
            &["check"],
            &["check", "--org"],
            &["check", "--fix", "--dry-run"],
            &["check", "--format", "sarif=check.sarif"],
        ],
    ),
    Covered::by("fmt", &[&["fmt", "--check"]]).offline(),
    Covered::by("manifest", &[&["manifest", "-o", "-"]]).offline(),
    // Before the deployments, while there is something to tell.
    Covered::by(
        "diff",
        &[
            &["diff"],
            &["diff", "--fresh", "--side-by-side"],
            &["diff", "--format", "html=diff.html", "--format", "markdown=diff.md"],
            &["diff", "--package", "package"],
            &["diff", "-o", "https://nobody.my.salesforce.test"],
            &["diff", "practice-seed", "project", "--format", "sarif=diff.sarif"],
        ],
    ),
    Covered::by(
        "git external-diff",
        &[&["git", "external-diff", "Stripe.externalCredential", STRIPE, "0", "1", "old.xml", "0", "1"]],
    )
    .offline(),
    Covered::by("git textconv", &[&["git", "textconv", STRIPE]]).offline(),
    Covered::by("plan", &[&["plan", "--out", "next.plan"], &["plan", "--out", STRIPE]]),
    Covered::by(
        "deploy",
        &[
            &["deploy", "--dry-run"],
            &["deploy"],
            &["deploy", "next.plan", "--yes"],
            &["deploy", "--yes", "--wait", "0"],
            &["deploy", "--yes"],
        ],
    ),
    Covered::by("deploy report", &[&["deploy", "report", "0Af000000000099AAA"], &["deploy", "report", "no id"]])
        .in_vain(),
    Covered::by("deploy resume", &[&["deploy", "resume", "0Af000000000099AAA"]]).in_vain(),
    Covered::by("deploy cancel", &[&["deploy", "cancel", "0Af000000000099AAA"]]).in_vain(),
    Covered::by("explain", &[&["explain", "troubles"], &["explain", "secret-in-parameter"], &["explain", "nothing"]])
        .offline(),
    Covered::by("practice show", &[&["practice", "show"]]).offline(),
    Covered::by("practice serve", &[]),
    Covered::by("practice reset", &[&["practice", "reset"]]).offline(),
    Covered::by(
        "org login token",
        &[
            &["org", "login", "token", "--alias", "token"],
            &["org", "login", "token", "--token-file", "token.txt"],
            &["org", "login", "token", "--token-stdin"],
        ],
    )
    .fed(|world| world.secret_file("token.txt")),
    Covered::by(
        "org login jwt",
        &[
            &["org", "login", "jwt", "--alias", "jwt"],
            &["org", "login", "jwt", "--jwt-key-file", "server.key"],
            &["org", "login", "jwt", "--jwt-key-file", "-"],
            &["org", "login", "jwt", "--jwt-key-file", "token.txt"],
        ],
    )
    .fed(|world| world.secret_file("server.key")),
    Covered::by(
        "org login client-credentials",
        &[
            &["org", "login", "client-credentials", "--alias", "app"],
            &["org", "login", "client-credentials", "--client-secret-file", "client-secret.txt"],
            &["org", "login", "client-credentials", "--client-secret-file", "-"],
        ],
    )
    .fed(|world| world.secret_file("client-secret.txt")),
    Covered::by(
        "org login auth-url",
        &[
            &["org", "login", "auth-url", "--alias", "qa"],
            &["org", "login", "auth-url", "--auth-url-file", "auth-url.txt"],
            &["org", "login", "auth-url", "--auth-url-stdin"],
            &["org", "login", "auth-url", "--auth-url-file", "token.txt"],
        ],
    )
    .fed(|world| world.secret_file("auth-url.txt")),
    // What succeeds in a browser has a test of its own.
    Covered::by("org login web", &[&["org", "login", "web", "--no-browser"]]).in_vain().fed(|_| World::redirect()),
    Covered::by("org list", &[&["org", "list"], &["org", "list", "--check"]]),
    Covered::by("org show", &[&["org", "show"], &["org", "show", "-o", "qa"], &["org", "show", "-o", "nobody"]]),
    Covered::by("org logout", &[&["org", "logout", "-o", "qa"], &["org", "logout", "--all", "--yes"]]),
];

/// The words of every command that can be run.
pub(super) fn paths() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(&Arguments::command(), "", &mut found);
    found
}

fn collect(command: &clap::Command, before: &str, found: &mut BTreeSet<String>) {
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        let path = format!("{before}{}", inner.get_name());
        collect(inner, &format!("{path} "), found);
        if !inner.is_subcommand_required_set() {
            found.insert(path);
        }
    }
}
