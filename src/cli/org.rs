//! `xcred org`: logins, made and ended.

mod auth_url;
mod browser;
mod client_credentials;
mod given;
mod jwt;
mod keep;
mod list;
mod logout;
mod show;
mod token;
mod web;

use std::{env, sync::Arc};

use super::{
    args::{LoginCommand, LoginHostArguments, OrgCommand},
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    online::block_on,
    place::Place,
    tally::Tally,
    wire,
};
use crate::{
    login::{Environment, OwnStoreError},
    org::{
        Clock, InstanceUrl, SystemClock, Transport,
        oauth::{OauthError, login_host},
    },
    report::Report,
};

/// Runs the command.
pub(super) fn run(console: &Console, place: &Place, command: &OrgCommand) -> Outcome<Exit> {
    let environment = Environment::of(|name| env::var_os(name));
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let transport = wire::open(console, &clock, &Arc::new(Tally::default()))?;
    let desk = Desk { console, place, environment, clock, transport };
    match command {
        OrgCommand::Login(command) => block_on(log_in(&desk, command)),
        OrgCommand::List(arguments) => list::run(&desk, arguments),
        OrgCommand::Show(arguments) => show::run(&desk, arguments),
        OrgCommand::Logout(arguments) => logout::run(&desk, arguments),
    }
}

/// The name of a way to log in.
pub(super) fn name_of_login(command: &LoginCommand) -> &'static str {
    match command {
        LoginCommand::Web(_) => "org login web",
        LoginCommand::Jwt(_) => "org login jwt",
        LoginCommand::ClientCredentials(_) => "org login client-credentials",
        LoginCommand::AuthUrl(_) => "org login auth-url",
        LoginCommand::Token(_) => "org login token",
    }
}

async fn log_in(desk: &Desk<'_>, command: &LoginCommand) -> Outcome<Exit> {
    let report = match command {
        LoginCommand::Web(arguments) => web::run(desk, arguments).await?,
        LoginCommand::Jwt(arguments) => keep::keep(desk, jwt::begin(desk, arguments).await?, &arguments.keep).await?,
        LoginCommand::ClientCredentials(arguments) => {
            keep::keep(desk, client_credentials::begin(desk, arguments).await?, &arguments.keep).await?
        }
        LoginCommand::AuthUrl(arguments) => {
            keep::keep(desk, auth_url::begin(desk, arguments).await?, &arguments.keep).await?
        }
        LoginCommand::Token(arguments) => keep::keep(desk, token::begin(desk, arguments)?, &arguments.keep).await?,
    };
    desk.console.report(&Report::Login(report), Exit::Done)
}

/// What all of these commands work with.
struct Desk<'a> {
    console: &'a Console,
    place: &'a Place,
    environment: Environment,
    clock: Arc<dyn Clock>,
    /// The way to all hosts.
    transport: Arc<dyn Transport>,
}

impl Desk<'_> {
    /// Where to log in.
    fn login_url(&self, arguments: &LoginHostArguments) -> Outcome<InstanceUrl> {
        let in_environment = || LOGIN_URLS.iter().find_map(|variable| self.environment.text(variable));
        let named = arguments.instance_url.as_deref();
        match named.or_else(|| in_environment().filter(|_| !arguments.sandbox)) {
            Some(text) => url_of(text),
            None => Ok(login_host(arguments.sandbox)),
        }
    }

    /// What a flag names, or else a variable.
    fn named(&self, flag: Option<&str>, what: &str, flag_name: &str, variables: &[&'static str]) -> Outcome<String> {
        let in_environment = || variables.iter().find_map(|variable| self.environment.text(variable));
        let named = flag.or_else(in_environment).map(str::trim).filter(|text| !text.is_empty());
        named.map(str::to_owned).ok_or_else(|| {
            let failure = Failure::wrong_use("UsageError", format!("{what} is missing"));
            failure.hint(format!("name it with `{flag_name}`, or in `{}`", variables.join("` or `")))
        })
    }
}

/// The variables that say where to log in, in the order in which they count.
const LOGIN_URLS: &[&str] = &["XCRED_LOGIN_URL", "SF_ORG_INSTANCE_URL"];

/// An instance URL; one without a scheme is `https`.
fn url_of(text: &str) -> Outcome<InstanceUrl> {
    let text = text.trim();
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    InstanceUrl::parse(&whole).map_err(|error| Failure::of(Exit::WrongUse, "InstanceUrlError", &error))
}

impl From<OauthError> for Failure {
    fn from(error: OauthError) -> Self {
        let exit = if matches!(error, OauthError::NotMyDomain { .. }) { Exit::WrongUse } else { Exit::Failed };
        Self::of(exit, "LoginError", &error)
    }
}

impl From<OwnStoreError> for Failure {
    fn from(error: OwnStoreError) -> Self {
        Self::of(Exit::Failed, "StoreError", &error)
    }
}
