//! What an app asks for in a browser, judged before anyone is asked (RFC 6749, section 4.1.1).

use secrecy::SecretString;
use url::Url;

use super::{
    Refusal, Scopes,
    app::{self, App},
    challenge::Challenge,
    words,
};

/// A request that people may be asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AuthorizationRequest {
    /// Who asks.
    pub app: &'static App,
    /// Where the browser goes afterwards.
    pub back: Back,
    /// What for.
    pub scopes: Scopes,
    /// What the app will have to prove.
    pub challenge: Challenge,
}

/// The way back to an app that was seen to be its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Back {
    /// As the app spelt it: it must spell it the same way again.
    pub spelt: String,
    url: Url,
    state: Option<String>,
}

/// Why nobody is asked, and who is told.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// The one at the browser: nobody knows that the redirect is the app's.
    OnThePage(Refusal),
    /// The app.
    ToTheApp(Box<Back>, Refusal),
}

/// The parameters of a request.
type Parameters = [(String, String)];

impl AuthorizationRequest {
    /// Judges a request.
    pub(crate) fn read(parameters: &Parameters, secret: Option<&SecretString>) -> Result<Self, Wrong> {
        let app = once(parameters, "client_id").and_then(|id| app::named(id.unwrap_or_default(), secret));
        let app = app.map_err(Wrong::OnThePage)?;
        let back = Back::read(parameters, app).map_err(Wrong::OnThePage)?;
        let asked = Self::asked(parameters, app);
        match asked {
            Ok((scopes, challenge)) => Ok(Self { app, back, scopes, challenge }),
            Err(refusal) => Err(Wrong::ToTheApp(Box::new(back), refusal)),
        }
    }

    fn asked(parameters: &Parameters, app: &App) -> Result<(Scopes, Challenge), Refusal> {
        if once(parameters, "response_type")? != Some("code") {
            return Err(words::WRONG_RESPONSE);
        }
        let scopes = Scopes::read(once(parameters, "scope")?)?;
        let method = once(parameters, "code_challenge_method")?;
        let challenge = Challenge::read(once(parameters, "code_challenge")?, method, app.proof)?;
        once(parameters, "state")?;
        Ok((scopes, challenge))
    }
}

impl Back {
    fn read(parameters: &Parameters, app: &App) -> Result<Self, Refusal> {
        let spelt = once(parameters, "redirect_uri")?.filter(|text| !text.is_empty()).ok_or(words::NO_REDIRECT)?;
        let url = Url::parse(spelt).ok().filter(|url| url.fragment().is_none() && app.takes_back(url));
        let url = url.ok_or(words::WRONG_REDIRECT)?;
        let state = parameters.iter().find(|(name, _)| name == "state").map(|(_, value)| value.clone());
        Ok(Self { spelt: spelt.to_owned(), url, state })
    }

    /// Where the browser goes with a code.
    pub(crate) fn with_code(&self, code: &str) -> String {
        self.with(&[("code", code)])
    }

    /// Where the browser goes with a refusal.
    pub(crate) fn with_refusal(&self, refusal: Refusal) -> String {
        self.with(&[("error", refusal.error), ("error_description", refusal.description)])
    }

    fn with(&self, told: &[(&str, &str)]) -> String {
        let mut url = self.url.clone();
        let state = self.state.as_deref().map(|state| ("state", state));
        url.query_pairs_mut().extend_pairs(told.iter().copied().chain(state));
        url.into()
    }

    /// Scheme, host and port, as people and browsers name them.
    pub(crate) fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }
}

/// The one value of a parameter.
fn once<'p>(parameters: &'p Parameters, name: &str) -> Result<Option<&'p str>, Refusal> {
    let mut values = parameters.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
    match (values.next(), values.next()) {
        (first, None) => Ok(first),
        _ => Err(words::TWICE),
    }
}
