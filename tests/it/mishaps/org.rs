//! A practice org inside the test that meets mishaps, and what it holds, read from its state and not through any client.

use secrecy::SecretString;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::Arc,
    thread::{self, JoinHandle},
};
use tempfile::TempDir;
use tokio::sync::oneshot;
use xcred::practice::{Admission, Call, Mishaps, Options, Pace, Practice, Running};

/// The access token of the org.
pub(super) const TOKEN: &str = "00D000000000001!AQmishapsMISHAPSmishaps";

/// After so many milliseconds whatever began has ended.
const LATER: i64 = 60_000;

/// An org that is served until it is asked what it holds.
pub(super) struct ServedOrg {
    state: TempDir,
    running: Running,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

/// What an org holds and what it did.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct State {
    /// The components, without dates and record ids.
    pub(super) components: BTreeMap<String, Value>,
    /// Id and status of each deployment.
    pub(super) deployments: Vec<(String, String)>,
}

/// How often each call was made, and how many connections there were.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Counts {
    pub(super) calls: BTreeMap<Call, usize>,
    pub(super) connections: usize,
}

impl ServedOrg {
    /// Serves an org: one with this state, else one that holds what lies in a folder.
    pub(super) fn start(seed: &Path, state: Option<&Path>, pace: Pace, mishaps: Mishaps) -> Self {
        Self::letting_in(SecretString::from(TOKEN).into(), seed, state, pace, mishaps)
    }

    /// The same, letting these in.
    pub(super) fn letting_in(
        admission: Admission,
        seed: &Path,
        state: Option<&Path>,
        pace: Pace,
        mishaps: Mishaps,
    ) -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        for file in state.into_iter().flat_map(|state| fs::read_dir(state).expect("the state can be read")) {
            let file = file.expect("the state can be read");
            fs::copy(file.path(), folder.path().join(file.file_name())).expect("the state can be copied");
        }
        let practice = open(folder.path(), Some(seed), pace, 0);
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be built");
        let running = {
            let _inside = runtime.enter();
            practice.start_with_mishaps(0, admission, mishaps).expect("loopback has a free port")
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = thread::spawn(move || runtime.block_on(async { drop(stopped.await) }));
        Self { state: folder, running, stop, thread }
    }

    pub(super) fn url(&self) -> &str {
        &self.running.instance_url
    }

    /// The folder of its state.
    pub(super) fn folder(&self) -> &Path {
        self.state.path()
    }

    pub(super) fn counts(&self) -> Counts {
        Counts { calls: self.running.calls(), connections: self.running.connections() }
    }

    /// Stops the org. What it holds at that moment, and once all that it began has ended.
    pub(super) fn end(self) -> (State, State) {
        drop(self.stop);
        self.thread.join().expect("the org did not panic");
        drop(self.running);
        let now = State::read(self.state.path());
        drop(open(self.state.path(), None, Pace::Steps, LATER));
        (now, State::read(self.state.path()))
    }
}

fn open(state: &Path, seed: Option<&Path>, pace: Pace, later: i64) -> Practice {
    let clock = Arc::new(move || jiff::Timestamp::now() + jiff::SignedDuration::from_millis(later));
    let options = Options { state: state.to_owned(), seed: seed.map(Path::to_owned), clock, pace };
    Practice::open(options).expect("the practice org opens")
}

impl State {
    /// Reads a state folder.
    pub(super) fn read(folder: &Path) -> Self {
        let read = |name: &str| -> Value {
            let bytes = fs::read(folder.join(name)).expect("the state is there");
            serde_json::from_slice(&bytes).expect("the state is JSON")
        };
        let book = read("org.json");
        let components = read(book["components"].as_str().expect("the state names its components"));
        let deployments = book["book"]["deployments"].as_array().expect("deployments are listed").iter();
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        Self {
            components: components.as_array().expect("components are listed").iter().map(component).collect(),
            deployments: deployments.map(|one| (text(&one["id"]), text(&one["status"]))).collect(),
        }
    }
}

fn component(line: &Value) -> (String, Value) {
    let mut line = line.as_object().expect("a component is an object").clone();
    let id = format!("{}:{}", line["type"], line["name"]);
    for volatile in ["id", "created", "modified"] {
        line.remove(volatile).expect("a component has a record");
    }
    (id, line.into())
}
