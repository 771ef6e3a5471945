//! A scene: a server that was told what to answer, and a run that meets it.

use crate::support::{Conversation, projects::sample, servers::Answer};
use std::error::Error;

/// Runs a command with these further words, and gives what was said.
type Run = Box<dyn Fn(&[&str]) -> Conversation + Send + Sync>;

/// Makes a call of the library that fails.
type Call = Box<dyn Fn() -> Box<dyn Error> + Send + Sync>;

/// How a scene is played.
pub(super) enum Play {
    /// By the binary.
    Run(Run),
    /// By the library, where the binary would have to be waited for.
    Call(Call),
}

/// A conversation that ends in a trouble.
pub(super) struct Scene {
    pub(super) trouble: &'static str,
    /// A part of what is said beside our own sentence: the server's words, where there are any.
    pub(super) said: String,
    pub(super) play: Play,
    /// The exit code.
    pub(super) exit: i32,
}

impl Scene {
    /// A scene of the binary.
    pub(super) fn run(
        trouble: &'static str,
        said: impl Into<String>,
        run: impl Fn(&[&str]) -> Conversation + Send + Sync + 'static,
    ) -> Self {
        Self { trouble, said: said.into(), play: Play::Run(Box::new(run)), exit: 65 }
    }

    /// The same, with another exit code.
    pub(super) fn exiting(self, exit: i32) -> Self {
        Self { exit, ..self }
    }

    /// A scene of the library.
    pub(super) fn call<E: Error + 'static>(
        trouble: &'static str,
        said: &str,
        call: impl Fn() -> E + Send + Sync + 'static,
    ) -> Self {
        Self { trouble, said: said.to_owned(), play: Play::Call(Box::new(move || Box::new(call()))), exit: 65 }
    }
}

/// Compares the sample project with the org at a URL.
pub(super) fn diff(url: &str, variables: &[(&str, &str)], more: &[&str]) -> Conversation {
    let sandbox = sample();
    let run = crate::support::org::against(url, &sandbox, [&["diff"], more].concat());
    variables.iter().fold(run, |run, (name, value)| run.env(name, value)).run()
}

/// A JSON answer.
pub(super) fn json(status: u16, body: impl AsRef<[u8]>) -> Answer {
    Answer::http(status, "application/json;charset=UTF-8", body)
}

/// An error of REST.
pub(super) fn refusal(status: u16, code: &str, message: &str) -> Answer {
    json(status, serde_json::json!([{ "errorCode": code, "message": message }]).to_string())
}

/// A SOAP fault.
pub(super) fn fault(code: &str, message: &str) -> Answer {
    let body = format!(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body><soapenv:Fault>\
         <faultcode>sf:{code}</faultcode><faultstring>{code}: {message}</faultstring></soapenv:Fault></soapenv:Body>\
         </soapenv:Envelope>"
    );
    Answer::http(500, "text/xml;charset=UTF-8", body)
}

/// An error with its causes, a line each.
pub(super) fn chain(error: &dyn Error) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    std::iter::once(error.to_string()).chain(causes.map(ToString::to_string)).collect::<Vec<_>>().join("\n")
}
