//! The way to an org: which one, by which session, at which API version. The async runtime starts here and nowhere else.

use std::{future::Future, sync::Arc};

use secrecy::{ExposeSecret, SecretString};

use super::{
    args::OrgArguments,
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    logins::{Logins, Meant, Used, passed_over},
    place::Place,
    tally::Tally,
    wire,
};
use crate::{
    login::Origin,
    metadata::ApiVersion,
    org::{AccessToken, Clock, InstanceUrl, Org, OrgError, Renew, Session, SystemClock, Transport, versions},
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
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let tally = Arc::new(Tally::default());
    let transport = wire::open(console, &clock, &tally)?;
    let logins = Logins::of_environment();
    let Reached { session, renewal, practice, name, flags } = match logins.meant(place, arguments)? {
        Meant::Practice => reach_practice(place)?,
        Meant::Login(used) => reach(console, place, &logins, *used, &transport, &clock).await?,
    };
    let wanted = wanted_version(place, arguments);
    let newest = match newest(&name).filter(|newest| wanted.unwrap_or(ApiVersion::NEWEST_KNOWN) <= *newest) {
        Some(newest) => newest,
        None => versions(&*transport, &session.instance_url).await?.last().copied().unwrap_or(ApiVersion::NEWEST_KNOWN),
    };
    let version = choose_version(console, wanted, newest)?;
    let org = Org::new(session, transport, clock, version);
    Ok(Connection {
        org: match renewal {
            Some(renewal) => org.renewing(renewal),
            None => org,
        },
        name,
        flags,
        newest,
        tally,
        whisper: Box::new(console.whisperer()),
        _practice: practice,
    })
}

/// A session to start with, and how the org is called.
struct Reached {
    session: Session,
    renewal: Option<Arc<dyn Renew>>,
    practice: Option<practice::Running>,
    name: String,
    flags: String,
}

/// Begins to talk to an org with a login.
async fn reach(
    console: &Console,
    place: &Place,
    logins: &Logins,
    used: Used,
    transport: &Arc<dyn Transport>,
    clock: &Arc<dyn Clock>,
) -> Outcome<Reached> {
    let Used { found, name, .. } = used;
    for skipped in &found.skipped {
        if skipped.is_broken {
            console.warn(passed_over(skipped));
        } else {
            console.whisperer()(&passed_over(skipped));
        }
    }
    console.whisperer()(&format!("the login comes from {}", found.login.origin));
    let (can_renew, is_token) =
        (found.can_renew(), matches!(found.login.origin, Origin::Environment("SF_ACCESS_TOKEN")));
    let renewal = logins.renewal(console, found, transport, clock);
    let session = renewal.session().await?;
    let named = name.or_else(|| is_token.then(|| session.instance_url.to_string()));
    let flags = named.map(|name| format!("-o {name}")).unwrap_or_default() + &place.flag();
    let renewal: Option<Arc<dyn Renew>> = if can_renew { Some(Arc::new(renewal)) } else { None };
    let name = session.instance_url.authority().to_owned();
    Ok(Reached { session, renewal, practice: None, name, flags })
}

/// Starts the practice org inside this process, for this conversation alone.
fn reach_practice(place: &Place) -> Outcome<Reached> {
    let token = new_token()?;
    let running = open_practice(place, Pace::Steps)?.start(0, token.clone())?;
    let unusable = |error: &(dyn std::error::Error + 'static)| Failure::of(Exit::Failed, "PracticeError", error);
    let session = Session {
        instance_url: InstanceUrl::parse(&running.instance_url).map_err(|error| unusable(&error))?,
        access_token: AccessToken::new(token.expose_secret()).map_err(|error| unusable(&error))?,
    };
    let flags = format!("-o {PRACTICE}{}", place.flag());
    Ok(Reached { session, renewal: None, practice: Some(running), name: PRACTICE.to_owned(), flags })
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

/// The version to speak with an org whose newest is this.
pub(super) fn version_of(
    console: &Console,
    place: &Place,
    arguments: &OrgArguments,
    newest: ApiVersion,
) -> Outcome<ApiVersion> {
    choose_version(console, wanted_version(place, arguments), newest)
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
