//! The Salesforce CLI itself, asked for a session where its files do not give one.

use std::{path::PathBuf, time::Duration};

use secrecy::zeroize::Zeroizing;
use serde_json::Value;

use crate::{
    login::{
        Environment, Login, Origin, Secrets, Way,
        program::{self, ProgramError, Said},
    },
    org::{AccessToken, InstanceUrl},
};

/// How long a command of the CLI may take: it starts Node, and may refresh the session.
const LONGEST: Duration = Duration::from_secs(90);

/// What stands in place of a token since `sf` 2.136.8.
const REDACTED: &str = "[REDACTED]";

/// The Salesforce CLI, as a program.
#[derive(Debug, Clone)]
pub struct SalesforceCli {
    program: PathBuf,
}

/// Why the Salesforce CLI gave no session.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// It does not run, or does not end.
    #[error("the Salesforce CLI cannot be asked")]
    Program(#[from] ProgramError),
    /// It refused.
    #[error("`sf {command}` failed: {said}")]
    Failed {
        /// The command.
        command: String,
        /// What it said.
        said: String,
    },
    /// What it said is not what was asked for.
    #[error("`sf {command}` told no {lacking}")]
    Lacking {
        /// The command.
        command: String,
        /// What is missing in its answer.
        lacking: &'static str,
    },
}

impl SalesforceCli {
    /// The CLI on this environment's `PATH`.
    pub fn of(environment: &Environment) -> Option<Self> {
        program::find(environment, "sf").map(|program| Self { program })
    }

    /// Asks for a login with a session that is good now. It may take seconds.
    pub fn login(&self, name: &str) -> Result<(Login, Secrets), CliError> {
        let (command, shown) = self.ask(&["org", "display", "-o", name, "--json"])?;
        let lacking = |lacking| CliError::Lacking { command: command.clone(), lacking };
        let text = |member: &str| shown[member].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let instance_url = text("instanceUrl").and_then(|url| InstanceUrl::parse(&url).ok());
        let instance_url = instance_url.ok_or_else(|| lacking("instance URL"))?;
        let access_token = match text("accessToken").filter(|token| !token.starts_with(REDACTED)).map(Zeroizing::new) {
            Some(token) => AccessToken::new(&token).map_err(|_| lacking("access token"))?,
            None => self.access_token(name)?,
        };
        let login = Login {
            user_name: text("username"),
            org_id: text("id"),
            login_url: instance_url.clone(),
            instance_url: Some(instance_url),
            aliases: text("alias").into_iter().collect(),
            way: Way::SalesforceCli,
            origin: Origin::SalesforceCli(self.program.clone()),
        };
        Ok((login, Secrets { access_token: Some(access_token), ..Secrets::default() }))
    }

    /// Asks for the token, which `sf org display` has hidden since 2.136.8.
    fn access_token(&self, name: &str) -> Result<AccessToken, CliError> {
        let (command, shown) = self.ask(&["org", "auth", "show-access-token", "-o", name, "--json"])?;
        let token = shown["accessToken"].as_str().filter(|token| !token.starts_with(REDACTED));
        let lacking = || CliError::Lacking { command: command.clone(), lacking: "access token" };
        token.and_then(|token| AccessToken::new(token).ok()).ok_or_else(lacking)
    }

    /// Runs a command, and gives back its words and the result that it told.
    fn ask(&self, words: &[&str]) -> Result<(String, Value), CliError> {
        let command = words.join(" ");
        let said = program::run(&self.program, words, LONGEST)?;
        // By SF_JSON_TO_STDOUT, errors come on the one stream or the other.
        let mut answers =
            [&said.stdout, &said.stderr].into_iter().filter_map(|text| serde_json::from_str::<Value>(text).ok());
        let answer = answers.find(Value::is_object);
        match answer {
            Some(mut answer) if said.status.success() => Ok((command, answer["result"].take())),
            answer => Err(CliError::Failed { command, said: words_of(answer.as_ref(), &said) }),
        }
    }
}

/// The CLI's own words for what went wrong.
fn words_of(answer: Option<&Value>, said: &Said) -> String {
    let told = answer.and_then(|answer| answer["message"].as_str()).map(str::to_owned);
    let line = || said.stderr.lines().map(str::trim).find(|line| !line.is_empty()).map(str::to_owned);
    let words = told.or_else(line).unwrap_or_else(|| said.status.to_string());
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
