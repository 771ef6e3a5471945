//! The conversations that go wrong: what is said, to an org in which state, and what comes of it when all is calm.

use super::org::{Counts, ServedOrg, State, TOKEN};
use crate::support::{Conversation, Sandbox};
use secrecy::SecretString;
use std::{fs, num::NonZeroU32, path::PathBuf};
use tempfile::TempDir;
use xcred::practice::{Admission, Mishaps, Pace};

/// A conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Compares.
    Diff,
    /// Compares, sends, follows, reads back.
    Deploy,
    /// Follows what was sent before, and reads back.
    Resume,
    /// Cancels what was sent before.
    Cancel,
    /// Deploys with a login whose sessions end again and again.
    DeployRenewing,
}

/// What begins the sessions of a login that is renewed; in an auth URL no `!` can stand.
const REFRESH_TOKEN: &str = "5Aep861.mishaps.MISHAPS.mishaps";

/// So many requests a session of that login lasts.
const SESSIONS_LAST: NonZeroU32 = NonZeroU32::new(4).expect("four is not nothing");

const GONE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
    <types>
        <members>Gone</members>
        <name>ExternalCredential</name>
    </types>
    <version>66.0</version>
</Package>
"#;

impl Script {
    /// The exit code of a calm run: a deployment that is cancelled is one that did not go in.
    pub(super) fn calm_code(self) -> i32 {
        match self {
            Self::Diff | Self::Deploy | Self::Resume | Self::DeployRenewing => 0,
            Self::Cancel => 1,
        }
    }
}

/// The project, the org's seed, and the org with a deployment that is pending.
pub(super) struct Stage {
    sandbox: Sandbox,
    pending: TempDir,
    id: String,
}

/// What a conversation does when nothing goes wrong.
pub(super) struct Calm {
    pub(super) counts: Counts,
    pub(super) before: State,
    pub(super) after: State,
    /// What the org holds once the deployment went in, where the conversation does not prevent that.
    pub(super) deployed: State,
}

const CREDENTIAL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterGroup>Main</parameterGroup>
        <parameterName>Main</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>LABEL</label>
</ExternalCredential>
"#;

impl Stage {
    /// A project with a new, a changed and a deleted component, and a deployment of it that is pending.
    pub(super) fn set() -> Self {
        let sandbox = Sandbox::new();
        let credential = |label: &str| CREDENTIAL.replace("LABEL", label);
        let file = |folder: &str, name: &str| format!("{folder}/externalCredentials/{name}.externalCredential");
        sandbox.write("sfdx-project.json", r#"{"packageDirectories": [{"path": "app"}], "sourceApiVersion": "66.0"}"#);
        sandbox.write(file("seed", "Kept") + "-meta.xml", credential("Kept"));
        sandbox.write(file("app", "Kept") + "-meta.xml", credential("Kept"));
        sandbox.write(file("seed", "Changed") + "-meta.xml", credential("Old"));
        sandbox.write(file("app", "Changed") + "-meta.xml", credential("New"));
        sandbox.write(file("app", "New") + "-meta.xml", credential("New"));
        sandbox.write(file("seed", "Gone") + "-meta.xml", credential("Gone"));
        sandbox.write("gone.xml", GONE);
        let pending = TempDir::new().expect("a temporary folder can be made");
        let stage = Self { sandbox, pending, id: String::new() };
        let id = stage.send_and_leave();
        Self { id, ..stage }
    }

    /// Sends the project to an org that holds it back, keeps the org's state, and gives the deployment's id.
    fn send_and_leave(&self) -> String {
        let org = ServedOrg::start(&self.seed(), None, Pace::Held, Mishaps::default());
        let said = self.run(Script::Deploy, &org, "0").exits(69);
        for file in fs::read_dir(org.folder()).expect("the state can be read") {
            let file = file.expect("the state can be read");
            fs::copy(file.path(), self.pending.path().join(file.file_name())).expect("the state can be copied");
        }
        said.json()["result"]["id"].as_str().expect("a deployment has an id").to_owned()
    }

    fn seed(&self) -> PathBuf {
        self.sandbox.path("seed")
    }

    /// Serves the org as the conversation finds it.
    pub(super) fn serve(&self, script: Script, mishaps: Mishaps) -> ServedOrg {
        let (state, pace) = match script {
            Script::Diff | Script::Deploy | Script::DeployRenewing => (None, Pace::Steps),
            Script::Resume => (Some(self.pending.path()), Pace::Steps),
            Script::Cancel => (Some(self.pending.path()), Pace::Held),
        };
        if script == Script::DeployRenewing {
            let last = Some(SESSIONS_LAST);
            let admission = Admission { sessions_last: last, ..SecretString::from(REFRESH_TOKEN).into() };
            return ServedOrg::letting_in(admission, &self.seed(), state, pace, mishaps);
        }
        ServedOrg::start(&self.seed(), state, pace, mishaps)
    }

    /// Runs the client, which waits for so many minutes.
    pub(super) fn run(&self, script: Script, org: &ServedOrg, minutes: &str) -> Conversation {
        let words: &[&str] = match script {
            Script::Diff => &["diff", "--json"],
            Script::Deploy | Script::DeployRenewing => &["deploy", "--yes", "--post-destructive-changes", "gone.xml"],
            Script::Resume => &["deploy", "resume", &self.id],
            Script::Cancel => &["deploy", "cancel", &self.id],
        };
        let more: &[&str] = if script == Script::Diff { &[] } else { &["--json", "--wait", minutes] };
        let words = [words, more].concat();
        let run = self.sandbox.xcred(words);
        let run = if script == Script::DeployRenewing {
            run.env("XCRED_AUTH_URL", format!("force://PlatformCLI::{REFRESH_TOKEN}@{}", org.url()))
        } else {
            run.env("SF_ACCESS_TOKEN", TOKEN).env("SF_ORG_INSTANCE_URL", org.url())
        };
        run.env("XCRED_RETRY_WAIT_MS", "1").run()
    }

    /// What happens when nothing goes wrong.
    pub(super) fn calm(&self, script: Script) -> Calm {
        let org = self.serve(script, Mishaps::default());
        let before = State::read(org.folder());
        self.run(script, &org, "33").exits(script.calm_code());
        let counts = org.counts();
        let (now, after) = org.end();
        assert_eq!(now, after, "what began has ended");
        let deployed = if script == Script::Cancel { self.calm(Script::Deploy).after } else { after.clone() };
        Calm { counts, before, after, deployed }
    }
}
