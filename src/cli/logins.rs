//! Which login a command uses: flags, environment and configuration become a login, or a failure that says where it was
//! looked for.

use std::{
    env,
    io::{self, Read},
    sync::Arc,
};

use secrecy::zeroize::Zeroizing;

use super::{
    args::OrgArguments,
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    nearest::nearest,
    online::PRACTICE,
    place::Place,
};
use crate::{
    login::{
        self, BeginError, Environment, FindError, Found, NamedBy, Origin, OwnStore, SalesforceCli, SfStore, Skipped,
        Stores, Target, Wish,
    },
    org::{Clock, Transport, oauth::AuthUrl},
};

/// An auth URL is shorter than this.
const LONGEST_AUTH_URL: u64 = 64 * 1024;

/// The org that a command talks to.
pub(super) enum Meant {
    /// The practice org.
    Practice,
    /// One with a login.
    Login(Box<Used>),
}

/// A login that a command uses.
pub(super) struct Used {
    pub(super) found: Found,
    /// What people call it, where they named it.
    pub(super) name: Option<String>,
    /// Who named it, as people call it.
    pub(super) named_by: Option<String>,
}

/// Who knows of logins in this run.
pub(super) struct Logins {
    pub(super) environment: Environment,
    pub(super) stores: Stores,
}

impl Logins {
    /// Those of this process's environment.
    pub(super) fn of_environment() -> Self {
        let environment = Environment::of(|name| env::var_os(name));
        let stores = stores(&environment);
        Self { environment, stores }
    }

    /// Which org is meant, and its login.
    pub(super) fn meant(&self, place: &Place, arguments: &OrgArguments) -> Outcome<Meant> {
        if arguments.auth_url_stdin {
            let found = Found::of_auth_url(auth_url_of_stdin()?, Origin::StandardInput);
            return Ok(Meant::Login(Box::new(Used { found, name: None, named_by: None })));
        }
        let target = self.target(place, arguments.target_org.as_deref())?;
        let (name, by) = match &target {
            Target::Named { name, .. } if name == PRACTICE => return Ok(Meant::Practice),
            Target::Named { name, by } => (Some(name.clone()), Some(told(by))),
            Target::OfEnvironment => (None, None),
        };
        let found = login::find(&self.environment, &self.stores, &target).map_err(|error| failure(&error))?;
        Ok(Meant::Login(Box::new(Used { found, name, named_by: by })))
    }

    /// Which org is meant, whether or not there is a login for it.
    pub(super) fn target(&self, place: &Place, flag: Option<&str>) -> Outcome<Target> {
        let wish = Wish {
            name: flag,
            configured: place.config.target_org.as_deref(),
            project: place.project_if_any().map(crate::source::Project::dir),
        };
        login::target(&self.environment, &self.stores, &wish).map_err(|error| failure(&error))
    }

    /// A login in use, which warns of what it cannot keep.
    pub(super) fn renewal(
        &self,
        console: &Console,
        found: Found,
        transport: &Arc<dyn Transport>,
        clock: &Arc<dyn Clock>,
    ) -> login::Renewal {
        let wire = (Arc::clone(transport), Arc::clone(clock));
        let cry = console.crier();
        found.renewal(&self.environment, stores(&self.environment), wire, move |warning| cry(&warning))
    }
}

fn stores(environment: &Environment) -> Stores {
    Stores { own: OwnStore::of(environment), sf: SfStore::of(environment), cli: SalesforceCli::of(environment) }
}

fn auth_url_of_stdin() -> Outcome<AuthUrl> {
    let mut text = Zeroizing::new(String::new());
    let read = io::stdin().lock().take(LONGEST_AUTH_URL).read_to_string(&mut text);
    read.map_err(|error| {
        Failure::of(Exit::Failed, "InputError", &error).hint("`--auth-url-stdin` reads `force://…` from standard input")
    })?;
    AuthUrl::parse(&text).map_err(|error| Failure::of(Exit::WrongUse, "AuthUrlError", &error))
}

fn told(by: &NamedBy) -> String {
    match by {
        NamedBy::Flag => "`-o`".to_owned(),
        NamedBy::Environment => "`SF_TARGET_ORG`".to_owned(),
        NamedBy::Project => "`xcred.toml`".to_owned(),
        NamedBy::SalesforceCli(path) => format!("`{}`", path.display()),
    }
}

/// A place that was passed over, in one line.
pub(super) fn passed_over(skipped: &Skipped) -> String {
    format!("{}: {}", skipped.place, skipped.why)
}

/// Why there is no login, and how to come to one.
pub(super) fn failure(error: &FindError) -> Failure {
    let hint_of_login = "`xcred org login web` logs in; `-o practice` is an org that needs no account";
    match error {
        FindError::NoTarget { skipped } => {
            let failure = Failure::of(Exit::WrongUse, "NoTargetOrg", error);
            broken(failure, skipped)
                .hint(
                    "name one with `-o`, in SF_TARGET_ORG or in xcred.toml; `xcred org list` shows those with a login",
                )
                .hint(hint_of_login)
                .hint("in CI, set SF_ACCESS_TOKEN and SF_ORG_INSTANCE_URL, or what docs/environment.md names")
        }
        FindError::Unknown { name, known, skipped } => {
            let failure = broken(Failure::of(Exit::WrongUse, "NoLogin", error), skipped);
            let names = known.iter().map(String::as_str).chain([PRACTICE]);
            let failure = match nearest(name, names) {
                Some(meant) => failure.hint(format!("did you mean `{meant}`?")),
                None => failure.hint("`xcred org list` shows the orgs with a login"),
            };
            failure.hint(hint_of_login)
        }
        FindError::TokenAsName => Failure::of(Exit::WrongUse, "NoLogin", error)
            .hint("other users of this machine see command lines: set SF_ACCESS_TOKEN and SF_ORG_INSTANCE_URL instead"),
        FindError::Environment(_) => Failure::of(Exit::WrongUse, "NoLogin", error),
        FindError::Config(_) => Failure::of(Exit::Failed, "NoLogin", error).hint("name an org with `-o`"),
        FindError::Own { .. } => Failure::of(Exit::Failed, "NoLogin", error)
            .hint("unlock the keyring, set XCRED_STORE_KEY, or log in again with `xcred org login`"),
        FindError::Sf { cli, .. } => {
            let failure = Failure::of(Exit::Failed, "NoLogin", error);
            match cli {
                Some(cli) => failure.hint(format!("the Salesforce CLI was asked as well: {cli}")),
                None => failure.hint("`sf` is not on the PATH, or it would have been asked as well"),
            }
        }
    }
}

/// What is wrong where a login might have been.
fn broken(failure: Failure, skipped: &[Skipped]) -> Failure {
    skipped.iter().filter(|one| one.is_broken).fold(failure, |failure, one| failure.cause(passed_over(one)))
}

impl From<BeginError> for Failure {
    fn from(error: BeginError) -> Self {
        let failure = match &error {
            // The trouble is the login server's, and its words are known.
            BeginError::Oauth(error) => return Self::of(Exit::Failed, "LoginError", error),
            error => Self::of(Exit::Failed, "LoginError", error),
        };
        match error {
            BeginError::NoWay | BeginError::Gone(_) | BeginError::Lacking(_) => {
                failure.hint("log in again with `xcred org login`")
            }
            _ => failure,
        }
    }
}
