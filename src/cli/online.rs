//! The way to an org: which one, by which session, at which API version. The async runtime starts here and nowhere else.

use std::{env, future::Future, sync::Arc};

use secrecy::{ExposeSecret, SecretString};

use super::{
    args::OrgArguments,
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    place::Place,
    tally::Tally,
    wire,
};
use crate::{
    metadata::ApiVersion,
    org::{AccessToken, Clock, InstanceUrl, Org, OrgError, Session, SystemClock, versions},
    practice::{self, Pace, Practice},
};

/// The name of the practice org.
pub(super) const PRACTICE: &str = "practice";

/// An org that answers, and what must live as long as the conversation.
pub(super) struct Connection {
    pub(super) org: Org,
    /// How people call it.
    pub(super) name: String,
    /// The flags that reach it again.
    pub(super) flags: String,
    /// The newest API version that it speaks.
    pub(super) newest: ApiVersion,
    tally: Arc<Tally>,
    whisper: Box<dyn Fn(&str) + Send + Sync>,
    _practice: Option<practice::Running>,
}

/// A conversation that ends tells what it took, to those who want to know.
impl Drop for Connection {
    fn drop(&mut self) {
        (self.whisper)(&format!("{}: {}", self.name, self.tally.told()));
    }
}

/// Runs a conversation with an org to its end.
pub(super) fn block_on<T>(conversation: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::of(Exit::Failed, "RuntimeError", &error))?;
    runtime.block_on(conversation)
}

/// Connects to the org that flags, environment or configuration name.
pub(super) async fn connect(console: &Console, place: &Place, arguments: &OrgArguments) -> Outcome<Connection> {
    connect_knowing(console, place, arguments, |_| None).await
}

/// The same, where something may be known of the org by its name: the newest API version that it spoke. Then it is not asked,
/// unless a newer one is wanted.
pub(super) async fn connect_knowing(
    console: &Console,
    place: &Place,
    arguments: &OrgArguments,
    newest: impl FnOnce(&str) -> Option<ApiVersion>,
) -> Outcome<Connection> {
    let target = target(place, arguments.target_org.as_deref())?;
    let (session, practice) = match target {
        Target::Practice => start_practice(place)?,
        Target::Session(session) => (session, None),
    };
    let (name, argument) = match practice {
        Some(_) => (PRACTICE.to_owned(), PRACTICE.to_owned()),
        None => (session.instance_url.authority().to_owned(), session.instance_url.to_string()),
    };
    let flags = format!("-o {argument}{}", place.flag());
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let tally = Arc::new(Tally::default());
    let transport = wire::open(console, &clock, &tally)?;
    let wanted = wanted_version(place, arguments);
    let newest = match newest(&name).filter(|newest| wanted.unwrap_or(ApiVersion::NEWEST_KNOWN) <= *newest) {
        Some(newest) => newest,
        None => versions(&*transport, &session.instance_url).await?.last().copied().unwrap_or(ApiVersion::NEWEST_KNOWN),
    };
    let version = choose_version(console, wanted, newest)?;
    Ok(Connection {
        org: Org::new(session, transport, clock, version),
        name,
        flags,
        newest,
        tally,
        whisper: Box::new(console.whisperer()),
        _practice: practice,
    })
}

enum Target {
    Practice,
    Session(Session),
}

fn target(place: &Place, flag: Option<&str>) -> Outcome<Target> {
    let environment = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let named = flag.map(str::to_owned).or_else(|| environment("SF_TARGET_ORG"));
    let token = environment("SF_ACCESS_TOKEN");
    let url = environment("SF_ORG_INSTANCE_URL");
    match (named, token, url) {
        (Some(name), ..) if name == PRACTICE => Ok(Target::Practice),
        (Some(name), Some(token), _) if name.contains("://") => Ok(Target::Session(session(&name, &token)?)),
        (Some(name), ..) => Err(no_login(&name)),
        (None, Some(token), Some(url)) => Ok(Target::Session(session(&url, &token)?)),
        (None, ..) => match place.config.target_org.as_deref() {
            Some(PRACTICE) => Ok(Target::Practice),
            Some(name) => Err(no_login(name)),
            None => Err(Failure::wrong_use("NoTargetOrg", "no org is named")
                .hint("`-o practice` is an org that needs no account")
                .hint("set SF_ACCESS_TOKEN and SF_ORG_INSTANCE_URL for another")),
        },
    }
}

fn no_login(name: &str) -> Failure {
    Failure::wrong_use("NoLogin", format!("there is no login for the org `{name}`"))
        .hint("set SF_ACCESS_TOKEN and SF_ORG_INSTANCE_URL and name no org, or use `-o practice`")
}

fn session(url: &str, token: &str) -> Outcome<Session> {
    let instance_url =
        InstanceUrl::parse(url).map_err(|error| Failure::of(Exit::WrongUse, "InstanceUrlError", &error))?;
    let access_token =
        AccessToken::new(token).map_err(|error| Failure::of(Exit::WrongUse, "AccessTokenError", &error))?;
    Ok(Session { instance_url, access_token })
}

/// Starts the practice org inside this process, for this conversation alone.
fn start_practice(place: &Place) -> Outcome<(Session, Option<practice::Running>)> {
    let token = new_token()?;
    let running = open_practice(place, Pace::Steps)?.start(0, token.clone())?;
    Ok((session(&running.instance_url, token.expose_secret())?, Some(running)))
}

/// Opens the practice org of this place.
pub(super) fn open_practice(place: &Place, progress: Pace) -> Outcome<Practice> {
    let options = practice::Options {
        state: place.practice_state(),
        seed: place.practice_seed(),
        clock: Arc::new(jiff::Timestamp::now),
        pace: progress,
    };
    Ok(Practice::open(options)?)
}

/// A new access token of the practice org.
pub(super) fn new_token() -> Outcome<SecretString> {
    practice::new_token().map_err(|error| Failure::failed("RandomnessError", format!("no randomness: {error}")))
}

/// The version that is asked for, or else the project's.
fn wanted_version(place: &Place, arguments: &OrgArguments) -> Option<ApiVersion> {
    arguments.api_version.or_else(|| place.project_if_any()?.source_api_version())
}

/// The version to speak: the one that is wanted, else the newest that both sides know.
fn choose_version(console: &Console, wanted: Option<ApiVersion>, newest: ApiVersion) -> Outcome<ApiVersion> {
    let oldest = ApiVersion::OLDEST_KNOWN;
    if newest < oldest {
        let message =
            format!("the org speaks API versions up to {newest}, and external credentials begin with {oldest}");
        return Err(Failure::failed("VersionError", message));
    }
    if let Some(wanted) = wanted.filter(|wanted| *wanted > newest) {
        console.warn(format!("the org speaks API versions up to {newest}, so {newest} is used instead of {wanted}"));
    }
    Ok(wanted.unwrap_or(ApiVersion::NEWEST_KNOWN).min(newest))
}

impl From<OrgError> for Failure {
    fn from(error: OrgError) -> Self {
        Self::of(Exit::Failed, "OrgError", &error)
    }
}

impl From<practice::PracticeError> for Failure {
    fn from(error: practice::PracticeError) -> Self {
        let failure = Self::of(Exit::Failed, "PracticeError", &error);
        match error {
            practice::PracticeError::Seed(_) => {
                failure.hint("`seed` under `[practice]` in xcred.toml names the folder")
            }
            practice::PracticeError::Listen { .. } => failure.hint("`--port 0` takes any port that is free"),
            _ => failure,
        }
    }
}
