//! `xcred org login web`: a user says yes in a browser.

use std::time::Duration;

use secrecy::SecretString;
use tokio::time::timeout;
use url::Url;

use super::{
    Desk, browser,
    given::Wanted,
    keep::{Begun, keep, ready},
};
use crate::{
    cli::{
        args::WebArguments,
        error::{Failure, Outcome},
        exit::Exit,
    },
    login::{
        Secrets, Way,
        callback::{
            AuthorizationRefused, Callback, Doorway, Ending, ListenError, Returned, Stray, redirect_at,
            returned_by_hand,
        },
    },
    org::{
        InstanceUrl,
        oauth::{self, Authorization, Client, Grant, OauthError, OauthRefusal, PLATFORM_CLI, Pkce, State},
    },
    report::LoginReport,
};

/// The port of the Salesforce CLI's redirect URL, which apps for it list.
const PORT: u16 = 1717;

/// How often a wrong address may be pasted at a terminal.
const PASTES: usize = 3;

/// What leaves with the browser, and what waits for its return.
struct Question<'a> {
    desk: &'a Desk<'a>,
    arguments: &'a WebArguments,
    client: Client,
    login_url: InstanceUrl,
    pkce: Pkce,
    state: State,
}

/// Logs in, and keeps the login.
pub(super) async fn run(desk: &Desk<'_>, arguments: &WebArguments) -> Outcome<LoginReport> {
    ready(desk, &arguments.keep)?;
    let question = Question {
        desk,
        arguments,
        client: client(desk, arguments)?,
        login_url: desk.login_url(&arguments.host)?,
        pkce: Pkce::new(&random()?),
        state: State::new(&random()?),
    };
    let project = desk.place.project_if_any();
    let port = arguments.port.or_else(|| project?.oauth_local_port()).unwrap_or(PORT);
    if arguments.no_browser { question.by_hand(port).await } else { question.in_browser(port).await }
}

fn client(desk: &Desk<'_>, arguments: &WebArguments) -> Outcome<Client> {
    let named = arguments.client_id.as_deref().or_else(|| desk.environment.text("XCRED_CLIENT_ID"));
    let wanted = Wanted {
        what: "client secret",
        file: arguments.client_secret_file.as_deref(),
        variables: &["XCRED_CLIENT_SECRET"],
        hint: "",
    };
    // The app of the Salesforce CLI has no secret, so one that is set belongs to another.
    let secret = if named.is_some() { wanted.if_given(desk)? } else { None };
    Ok(Client { id: named.unwrap_or(PLATFORM_CLI).trim().to_owned(), secret })
}

fn random<const N: usize>() -> Outcome<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::failed("RandomnessError", format!("no randomness: {error}")))?;
    Ok(bytes)
}

impl Question<'_> {
    /// The address of the page where the user is asked.
    fn url(&self, redirect: &Url) -> Url {
        let authorization = Authorization {
            client_id: &self.client.id,
            redirect,
            scopes: &self.arguments.scopes,
            user_name: self.arguments.username.as_deref(),
            pkce: &self.pkce,
            state: &self.state,
        };
        authorization.url(&self.login_url)
    }

    /// Opens the browser, and waits for it on loopback.
    async fn in_browser(self, port: u16) -> Outcome<LoginReport> {
        let doorway = Doorway::open(port).await?;
        let redirect = doorway.redirect().clone();
        let url = self.url(&redirect);
        let (cry, whisper) = (self.desk.console.crier(), self.desk.console.whisperer());
        // Somebody else's attempts are news; a browser that wants an icon is not.
        let on_stray = move |stray: Stray| {
            let sentence = format!("a request to the port of the login was refused: {}", stray.reason());
            if stray.is_news() { cry(&sentence) } else { whisper(&sentence) }
        };
        let mut callback = doorway.wait(self.state.clone(), self.login_url.clone(), on_stray);
        let opened =
            if browser::is_opened(&url) { "The browser asks" } else { "No browser could be started; one may ask" };
        self.desk
            .console
            .must_say(&format!("{opened} for your login at `{}`. Its address:", self.login_url.authority()));
        self.desk.console.must_say(&format!("  {url}"));
        let returned = self.wait(&mut callback).await?;
        let refused = if let Returned::Refused(refused) = &returned { Some(refused.clone()) } else { None };
        let outcome = self.finish(returned, redirect).await;
        callback.end(&ending(&outcome, refused)).await;
        outcome
    }

    async fn wait(&self, callback: &mut Callback) -> Outcome<Returned> {
        let seconds = self.arguments.timeout.get();
        let returned = timeout(Duration::from_secs(seconds), callback.returned()).await;
        returned.map_err(|_| {
            let message = format!("nobody came back from the browser within {seconds} seconds");
            Failure::failed("LoginTimeout", message)
                .hint("`--timeout SECONDS` waits longer")
                .hint("`--no-browser` is for machines without a browser, or whose browser runs elsewhere")
        })
    }

    /// Lets the user carry addresses between here and a browser elsewhere.
    async fn by_hand(self, port: u16) -> Outcome<LoginReport> {
        let redirect = redirect_at(port);
        let console = self.desk.console;
        console.must_say("Open this address in a browser, on any machine, and log in:");
        console.must_say(&format!("  {}", self.url(&redirect)));
        console.must_say(&format!(
            "The browser ends on a page that it may not be able to show. Its address starts with `{redirect}`; copy all of it."
        ));
        let returned = self.pasted(&redirect)?;
        self.finish(returned, redirect).await
    }

    fn pasted(&self, redirect: &Url) -> Outcome<Returned> {
        let console = self.desk.console;
        let most = if console.can_ask() { PASTES } else { 1 };
        let mut attempts = 1;
        loop {
            let text = SecretString::from(console.ask_for("The address of that page:")?);
            match returned_by_hand(secrecy::ExposeSecret::expose_secret(&text), redirect, &self.state) {
                Ok(returned) => return Ok(returned),
                Err(error) if attempts < most => console.must_say(&format!("That is not it: {error}.")),
                Err(error) => return Err(Failure::of(Exit::Failed, "RedirectError", &error)),
            }
            attempts += 1;
        }
    }

    /// Makes a login of what the browser brought back.
    async fn finish(&self, returned: Returned, redirect: Url) -> Outcome<LoginReport> {
        let code = match returned {
            Returned::Code(code) => code,
            Returned::Refused(refused) => return Err(self.refused(refused).into()),
        };
        let grant = Grant::AuthorizationCode { code, verifier: self.pkce.verifier.clone(), redirect };
        let granted = oauth::token(&self.desk.transport, &self.login_url, &self.client, &grant).await?;
        let way = match granted.refresh_token {
            Some(_) => Way::RefreshToken { client_id: self.client.id.clone() },
            None => Way::Token,
        };
        let secrets = Secrets { client_secret: self.client.secret.clone(), ..Secrets::default() };
        let begun = Begun { granted, login_url: self.login_url.clone(), way, secrets };
        keep(self.desk, begun, &self.arguments.keep).await
    }

    /// The refusal of the authorize page, in the form of all other refusals of a login.
    fn refused(&self, refused: AuthorizationRefused) -> OauthError {
        let (code, description) = (refused.code, refused.description);
        OauthError::Refused {
            purpose: "log in with the browser",
            place: self.login_url.at("/services/oauth2/authorize").to_string(),
            refusal: Box::new(OauthRefusal { status: http::StatusCode::FOUND, code, description }),
            tries: crate::org::Tries::ONE,
        }
    }
}

/// What the browser shows of how it ended.
fn ending(outcome: &Outcome<LoginReport>, refused: Option<AuthorizationRefused>) -> Ending {
    match (outcome, refused) {
        (Ok(report), _) => {
            let org = report.instance_url.split_once("://").map_or("", |(_, host)| host);
            Ending::LoggedIn { user_name: Some(report.user_name.clone()), org: org.to_owned() }
        }
        (Err(_), Some(refused)) => Ending::Refused(refused),
        (Err(failure), None) => Ending::Failed { message: failure.body().message.clone() },
    }
}

impl From<ListenError> for Failure {
    fn from(error: ListenError) -> Self {
        let failure = Self::of(Exit::Failed, "ListenError", &error);
        if error.is_taken() {
            failure.hint("another program has the port, perhaps a login that still waits; end it").hint(
                "or name another with `--port N`, which the app must list as a redirect URL, or use `--no-browser`",
            )
        } else {
            failure.hint("`--no-browser` needs no port")
        }
    }
}
