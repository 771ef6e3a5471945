//! Which org is meant, and where its login comes from: one order of places, and what was passed over in each.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Environment, Login, Origin, OwnStoreError, Secrets, SfError, Stores,
    given::{Given, GivenError, given, of_auth_url, of_token},
    renew::{Known, Renewal, chain},
    sf::CliError,
};
use crate::org::{AccessToken, Clock, InstanceUrl, Transport, oauth::AuthUrl};

/// What is known of the org that a command is to talk to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish<'w> {
    /// The name that was typed.
    pub name: Option<&'w str>,
    /// The org that the team's configuration names.
    pub configured: Option<&'w str>,
    /// The project's folder.
    pub project: Option<&'w Path>,
}

/// Which org is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The one with this name.
    Named {
        /// An alias, a user name, an instance URL, or the practice org.
        name: String,
        /// Who named it.
        by: NamedBy,
    },
    /// The one that the environment holds a login for, where nothing is named.
    OfEnvironment,
}

/// Who named the org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamedBy {
    /// A flag.
    Flag,
    /// `SF_TARGET_ORG`.
    Environment,
    /// `xcred.toml`.
    Project,
    /// A configuration of the Salesforce CLI.
    SalesforceCli(PathBuf),
}

/// A login, what proves it, and what was passed over before it.
#[derive(Debug)]
pub struct Found {
    /// What can be told of it.
    pub login: Login,
    /// What was passed over, and why.
    pub skipped: Vec<Skipped>,
    known: Known,
}

/// A place that was passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The place, as people call it.
    pub place: String,
    /// Why it was passed over.
    pub why: String,
    /// Whether something is wrong there, and not just lacking.
    pub is_broken: bool,
}

/// Why there is no login.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// Nothing names an org.
    #[error("no org is named")]
    NoTarget {
        /// What was passed over.
        skipped: Vec<Skipped>,
    },
    /// No place has a login of this name.
    #[error("there is no login for the org `{name}`")]
    Unknown {
        /// The name.
        name: String,
        /// The names that there are.
        known: Vec<String>,
        /// What was passed over.
        skipped: Vec<Skipped>,
    },
    /// What was given as a name is a secret, and is not repeated.
    #[error("an access token was given as the name of an org")]
    TokenAsName,
    /// The environment holds a login that is none.
    #[error("the environment holds a login that cannot be used")]
    Environment(#[source] GivenError),
    /// The Salesforce CLI's configuration cannot be read, and it might name the org.
    #[error(transparent)]
    Config(SfError),
    /// There is a login, and what proves it cannot be read.
    #[error("the login of `{name}` cannot be used")]
    Own {
        /// The name.
        name: String,
        /// Why.
        source: OwnStoreError,
    },
    /// The same, of a file of the Salesforce CLI.
    #[error("the login of `{name}` cannot be used")]
    Sf {
        /// The name.
        name: String,
        /// Why.
        source: Box<SfError>,
        /// What the Salesforce CLI itself said, where it was asked.
        cli: Option<Box<CliError>>,
    },
}

/// Says which org is meant: the one that is typed, `SF_TARGET_ORG`, the one that the environment holds a login for, that of
/// `xcred.toml`, that of the project's and then of the user's configuration of the Salesforce CLI.
pub fn target(environment: &Environment, stores: &Stores, wish: &Wish<'_>) -> Result<Target, FindError> {
    let named = |name: &str, by| {
        if is_token(name) { Err(FindError::TokenAsName) } else { Ok(Target::Named { name: name.to_owned(), by }) }
    };
    if let Some(name) = wish.name {
        return named(name, NamedBy::Flag);
    }
    if let Some(name) = environment.text("SF_TARGET_ORG") {
        return named(name, NamedBy::Environment);
    }
    let given = given(environment);
    if given.iter().any(|one| !matches!(one, Given::Incomplete { .. })) {
        return Ok(Target::OfEnvironment);
    }
    if let Some(name) = wish.configured {
        return named(name, NamedBy::Project);
    }
    match stores.sf.target_org(wish.project).map_err(FindError::Config)? {
        Some((name, path)) => named(&name, NamedBy::SalesforceCli(path)),
        None => Err(FindError::NoTarget { skipped: given.iter().filter_map(Given::skipped).collect() }),
    }
}

/// Finds the login of a target: in the environment, in our own store, in the Salesforce CLI's files, with that CLI itself.
///
/// A login of the environment counts where nothing is named, or what is named is its user, its instance URL or its host.
pub fn find(environment: &Environment, stores: &Stores, target: &Target) -> Result<Found, FindError> {
    let mut skipped = Vec::new();
    let name = match target {
        Target::OfEnvironment => None,
        Target::Named { name, .. } => Some(name.as_str()),
    };
    if let Some(found) = in_environment(environment, name, &mut skipped)? {
        return Ok(Found { skipped, ..found });
    }
    let Some(name) = name else { return Err(FindError::NoTarget { skipped }) };
    if let Some(found) = in_own_store(stores, name, &mut skipped)? {
        return Ok(Found { skipped, ..found });
    }
    if let Some(found) = with_salesforce_cli(stores, name, &mut skipped)? {
        return Ok(Found { skipped, ..found });
    }
    let known = known_names(stores);
    Err(FindError::Unknown { name: name.to_owned(), known, skipped })
}

/// All logins, in the order in which they are found, and what is wrong in the places where they rest.
pub fn list(environment: &Environment, stores: &Stores) -> (Vec<Login>, Vec<Skipped>) {
    let (mut logins, mut skipped) = (Vec::new(), Vec::new());
    for one in given(environment) {
        skipped.extend(one.skipped());
        if let Given::Login(given) = one {
            logins.push(given.0);
        }
    }
    match stores.own.list() {
        Ok(own) => logins.extend(own),
        Err(error) => skipped.push(Skipped::broken("xcred's own store", chain(&error))),
    }
    let (sf, errors) = stores.sf.list();
    logins.extend(sf);
    skipped.extend(errors.iter().map(|error| Skipped::broken("the Salesforce CLI's files", chain(error))));
    (logins, skipped)
}

/// What can be told of the login of this name, wherever it rests; nothing is opened.
pub fn known(stores: &Stores, name: &str) -> Option<Login> {
    let own = stores.own.find(name).ok().flatten();
    own.or_else(|| stores.sf.find(name).ok().flatten())
}

/// A login that was listed, with what proves it; nothing where it has gone.
pub fn found_again(stores: &Stores, login: &Login) -> Result<Option<Found>, FindError> {
    let name = login.user_name.as_deref().unwrap_or_default();
    match &login.origin {
        Origin::OwnStore(_) => in_own_store(stores, name, &mut Vec::new()),
        _ => with_salesforce_cli(stores, name, &mut Vec::new()),
    }
}

/// A login of the environment that was listed, with what proves it.
pub fn given_again(environment: &Environment, login: &Login) -> Option<Found> {
    given(environment).into_iter().find_map(|one| match one {
        Given::Login(given) if given.0 == *login => {
            let (login, secrets) = *given;
            Some(Found::of(login, secrets))
        }
        _ => None,
    })
}

impl Found {
    /// Whether a session can follow on one that has expired.
    pub fn can_renew(&self) -> bool {
        self.login.way != super::Way::Token
    }

    /// What can be told of the login, the session that is known, and whoever begins the next one.
    pub fn renewal(
        self,
        environment: &Environment,
        stores: Stores,
        wire: (Arc<dyn Transport>, Arc<dyn Clock>),
        warn: impl Fn(String) + Send + Sync + 'static,
    ) -> Renewal {
        Renewal::of(self.login, self.known, stores, environment.own_folder(), wire, warn)
    }

    /// The login that an auth URL stands for.
    pub fn of_auth_url(url: AuthUrl, origin: Origin) -> Self {
        let (login, secrets) = of_auth_url(url, origin);
        Self::of(login, secrets)
    }

    fn of(login: Login, secrets: Secrets) -> Self {
        Self { login, skipped: Vec::new(), known: Known { secrets, seen: None } }
    }
}

impl Skipped {
    pub(super) fn lacking(place: impl Into<String>, why: impl Into<String>) -> Self {
        Self { place: place.into(), why: why.into(), is_broken: false }
    }

    fn broken(place: impl Into<String>, why: impl Into<String>) -> Self {
        Self { place: place.into(), why: why.into(), is_broken: true }
    }
}

fn in_environment(
    environment: &Environment,
    name: Option<&str>,
    skipped: &mut Vec<Skipped>,
) -> Result<Option<Found>, FindError> {
    if let Some(found) = name.and_then(|name| at_named_url(environment, name)) {
        return Ok(Some(found));
    }
    for one in given(environment) {
        match (one, name) {
            (Given::Login(given), name) if name.is_none_or(|name| is_called(&given.0, name)) => {
                let (login, secrets) = *given;
                return Ok(Some(Found::of(login, secrets)));
            }
            (Given::Login(given), _) => {
                let why = "it is for another org than the one that is named, or does not tell for which";
                skipped.push(Skipped::lacking(given.0.origin.to_string(), why));
            }
            (Given::Broken(error), None) => return Err(FindError::Environment(error)),
            (one, _) => skipped.extend(one.skipped()),
        }
    }
    Ok(None)
}

/// The access token of the environment, for an org that is named by its URL.
fn at_named_url(environment: &Environment, name: &str) -> Option<Found> {
    let url = InstanceUrl::parse(name).ok().filter(|_| name.contains("://"))?;
    let token = environment.text("SF_ACCESS_TOKEN").and_then(|token| AccessToken::new(token).ok())?;
    let (login, secrets) = of_token(url, token);
    Some(Found::of(login, secrets))
}

fn is_called(login: &Login, name: &str) -> bool {
    let urls = [login.instance_url.as_ref(), Some(&login.login_url)];
    let is_there =
        |url: &InstanceUrl| url.authority() == name || InstanceUrl::parse(name).is_ok_and(|other| other == *url);
    login.user_name.as_deref() == Some(name) || urls.into_iter().flatten().any(is_there)
}

fn in_own_store(stores: &Stores, name: &str, skipped: &mut Vec<Skipped>) -> Result<Option<Found>, FindError> {
    let place = "xcred's own store";
    match stores.own.get(name) {
        Ok(Some((login, secrets))) => Ok(Some(Found::of(login, secrets))),
        Ok(None) => {
            skipped.push(Skipped::lacking(place, "it holds no such login"));
            Ok(None)
        }
        // The login is there: another of the same name elsewhere may be for another org.
        Err(source @ (OwnStoreError::Key { .. } | OwnStoreError::Damaged { .. })) => {
            Err(FindError::Own { name: name.to_owned(), source })
        }
        Err(error) => {
            skipped.push(Skipped::broken(place, chain(&error)));
            Ok(None)
        }
    }
}

/// The login in the Salesforce CLI's files; where they cannot be read, the CLI itself is asked.
fn with_salesforce_cli(stores: &Stores, name: &str, skipped: &mut Vec<Skipped>) -> Result<Option<Found>, FindError> {
    let place = "the Salesforce CLI's files";
    let read = || {
        let Some(login) = stores.sf.find(name)? else { return Ok(None) };
        let Origin::SalesforceCliFile(path) = &login.origin else { return Ok(None) };
        let (secrets, seen) = stores.sf.secrets(path)?;
        let known = Known { secrets, seen: Some(seen) };
        Ok(Some(Found { login, skipped: Vec::new(), known }))
    };
    match read() {
        Ok(None) => {
            skipped.push(Skipped::lacking(place, "they hold no such login"));
            Ok(None)
        }
        Ok(found) => Ok(found),
        Err(source) => {
            let source = Box::new(source);
            let Some(cli) = &stores.cli else { return Err(FindError::Sf { name: name.to_owned(), source, cli: None }) };
            skipped.push(Skipped::broken(place, chain(&*source)));
            match cli.login(name) {
                Ok((login, secrets)) => Ok(Some(Found::of(login, secrets))),
                Err(error) => Err(FindError::Sf { name: name.to_owned(), source, cli: Some(Box::new(error)) }),
            }
        }
    }
}

/// The names by which logins are found.
fn known_names(stores: &Stores) -> Vec<String> {
    let logins = stores.own.list().unwrap_or_default().into_iter().chain(stores.sf.list().0);
    let mut names: Vec<String> = logins.flat_map(|login| login.aliases.into_iter().chain(login.user_name)).collect();
    names.sort();
    names.dedup();
    names
}

/// Whether a text is a session id: an org's id, an exclamation mark, and what must not be repeated.
fn is_token(name: &str) -> bool {
    name.starts_with("00D") && name.contains('!')
}
