//! Logins that go wrong: each request of a login and of a logout, each mishap.

use super::{
    org::{Counts, ServedOrg},
    person,
    representative::{Representative, mishaps_for},
};
use crate::support::{Conversation, Ending, Sandbox, Stream};
use secrecy::SecretString;
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};
use tempfile::TempDir;
use xcred::{
    cli::exit::EXITS,
    practice::{Admission, Appointment, CONFIDENTIAL_APP, Call, Mishap, Mishaps, Occasion, Pace, RefreshTokens},
};

/// A conversation about a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    /// In a browser.
    Web,
    /// With an app's secret.
    ClientCredentials,
    /// By an auth URL, whose refresh token is good once.
    AuthUrl,
    /// A logout.
    Logout,
}

const SCRIPTS: [Script; 4] = [Script::Web, Script::ClientCredentials, Script::AuthUrl, Script::Logout];

/// What the org knows, and nobody else may read.
const STANDING: &str = "5Aep861.canary.STANDING.canary";
const SECRET: &str = "canary.SECRET.of.the.app";
const USER: &str = "admin@practice.invalid";

/// What a login is kept by where the org does not tell the user's name.
const USER_ID: &str = "005000000000001AAA";

/// Runs at a time.
const SIDE_BY_SIDE: usize = 12;

/// One case.
struct Case {
    script: Script,
    occasion: Occasion,
    nth: usize,
    representative: Representative,
}

/// What came of it.
struct Seen {
    said: Conversation,
    counts: Counts,
    /// The logins that are kept afterwards.
    kept: Vec<String>,
    /// Whether the org still takes what the login stands on.
    standing_is_good: bool,
}

type Law = (&'static str, fn(&Case, &Seen, i32) -> bool);

const LAWS: &[Law] = &[
    ("the exit code is documented, and none of wrong use", |_, _, code| {
        code != 64 && EXITS.iter().any(|(_, known, _)| i32::from(*known) == code)
    }),
    ("the client has no fault of its own", |_, seen, _| {
        !["panicked", "fault of its own"].iter().any(|words| seen.said.stderr.contains(words))
    }),
    ("stdout is one JSON document with the exit code", |_, seen, code| {
        let said = serde_json::from_str(&seen.said.stdout);
        code == 130 || said.is_ok_and(|said: serde_json::Value| said["status"] == code)
    }),
    ("what could not be done is said", |_, seen, code| code != 65 || says_why(&seen.said.json())),
    ("no secret is said", |_, seen, _| {
        let said = seen.said.to_string();
        !["canary", "5Aep861", "00D000000000001!", "aPrx"].iter().any(|secret| said.contains(secret))
    }),
    ("a login that succeeded is kept, and nothing of one that did not", |case, seen, code| {
        let by_id = case.occasion == Occasion::Call(Call::UserInfo) && seen.kept == [USER_ID];
        case.script == Script::Logout || if code == 0 { by_id || seen.kept == [USER] } else { seen.kept.is_empty() }
    }),
    ("what was spent is not lost with the user's name", |case, _, code| {
        let is_spent = matches!(case.script, Script::Web | Script::AuthUrl);
        !is_spent || case.occasion != Occasion::Call(Call::UserInfo) || code == 0
    }),
    ("a logout leaves nothing here", |case, seen, _| case.script != Script::Logout || seen.kept.is_empty()),
    ("a logout that succeeded leaves nothing there", |case, seen, code| {
        case.script != Script::Logout || code != 0 || !seen.standing_is_good
    }),
    ("what passes is borne", |case, _, code| !is_borne(case) || code == 0),
    ("nothing is granted twice", |case, seen, _| {
        case.script == Script::ClientCredentials || seen.counts.calls.get(&Call::Login).is_none_or(|sent| *sent <= 1)
    }),
];

/// Whether the client must succeed all the same. A code and a refresh token are sent once, for they may be good for one use;
/// what happens between the org and the browser is for the person to try again.
fn is_borne(case: &Case) -> bool {
    let Representative { mishap, passes, .. } = &case.representative;
    let is_sent_once = case.occasion == Occasion::Call(Call::Login) && case.script != Script::ClientCredentials;
    // A fault is a refusal to OAuth, and no refusal of OAuth passes.
    let is_refusal = matches!(mishap, Mishap::Fault { .. }) && case.occasion != Occasion::Call(Call::UserInfo);
    *passes && !is_refusal && (!is_sent_once || matches!(mishap, Mishap::Delay { .. } | Mishap::Trickle { .. }))
}

fn says_why(said: &serde_json::Value) -> bool {
    let told = |text: &serde_json::Value| text.as_str().is_some_and(|text| !text.is_empty());
    let mut ended = said["result"]["loggedOut"].as_array().into_iter().flatten();
    told(&said["error"]["message"]) || ended.any(|login| told(&login["problem"]))
}

impl Case {
    fn name(&self) -> String {
        let Self { script, occasion, nth, representative } = self;
        format!("{script:?}: {} {nth}: {}", occasion.name(), representative.name)
    }

    /// Lets it happen; `None` where it went well, else what is wrong.
    fn verdict(&self, sandbox: &Sandbox) -> (i32, Option<String>) {
        let Representative { mishap, times, .. } = &self.representative;
        let appointment =
            Appointment { occasion: self.occasion, first: self.nth, times: Some(*times), mishap: mishap.clone() };
        let seen = see(self.script, sandbox, Mishaps::from_iter([appointment]));
        let Ending::Exit(code) = seen.said.status else {
            return (-1, Some(format!("{}\na signal ended it\n{}", self.name(), seen.said)));
        };
        let broken: Vec<&str> =
            LAWS.iter().filter(|(_, holds)| !holds(self, &seen, code)).map(|(law, _)| *law).collect();
        let told = || format!("{}\nbroken: {}\n{}\n{:?}", self.name(), broken.join("; "), seen.said, seen.counts.calls);
        (code, (!broken.is_empty()).then(told))
    }
}

/// Holds a conversation with an org of its own, in a home of its own.
fn see(script: Script, sandbox: &Sandbox, mishaps: Mishaps) -> Seen {
    let home = TempDir::new().expect("a temporary folder can be made");
    let seed = sandbox.path("seed");
    let admission = Admission {
        client_secret: Some(SecretString::from(SECRET)),
        refresh_tokens: RefreshTokens::Rotate,
        ..SecretString::from(STANDING).into()
    };
    let org = ServedOrg::letting_in(admission, &seed, None, Pace::Steps, mishaps);
    if script == Script::Logout {
        // The login is put there without a word to the org that is counted: it is an access token's.
        person::keep_login(sandbox, home.path(), org.url(), STANDING);
    }
    let said = hold(script, sandbox, home.path(), &org);
    let counts = org.counts();
    let kept = person::kept_logins(sandbox, home.path());
    let standing_is_good = person::is_admitted(org.url(), STANDING);
    Seen { said, counts, kept, standing_is_good }
}

fn hold(script: Script, sandbox: &Sandbox, home: &Path, org: &ServedOrg) -> Conversation {
    let url = org.url();
    let run = |words: &[&str]| {
        let run = sandbox.xcred(words).env("HOME", home);
        run.env("XCRED_RETRY_WAIT_MS", "1").env("BROWSER", "true")
    };
    match script {
        Script::Web => {
            let words = ["org", "login", "web", "--json", "--port", "0", "--instance-url", url];
            let mut running = run(&words).start();
            let asked = running.wait_for(Stream::Stderr, "/services/oauth2/authorize?");
            if person::says_yes(asked.trim()).is_none() {
                // The person gives up.
                running.interrupt();
            }
            running.finish()
        }
        Script::ClientCredentials => {
            let words = ["org", "login", "client-credentials", "--json", "--instance-url", url];
            run(&words).env("XCRED_CLIENT_ID", CONFIDENTIAL_APP).env("XCRED_CLIENT_SECRET", SECRET).run()
        }
        Script::AuthUrl => {
            let auth_url = format!("force://PlatformCLI::{STANDING}@{url}");
            run(&["org", "login", "auth-url", "--json"]).env("XCRED_AUTH_URL", auth_url).run()
        }
        Script::Logout => run(&["org", "logout", "--json", "-o", USER]).run(),
    }
}

fn cases_of(script: Script, calm: &Counts) -> Vec<Case> {
    let before = usize::from(script == Script::Logout);
    let requests = calm.calls.iter().flat_map(|(call, count)| (1..=*count).map(move |nth| (*call, nth)));
    // The login that is ended was made with one question before.
    let requests =
        requests.filter(move |(call, nth)| !(script == Script::Logout && *call == Call::UserInfo && *nth <= before));
    requests
        .flat_map(|(call, nth)| {
            let case = move |representative| Case { script, occasion: Occasion::Call(call), nth, representative };
            mishaps_for(call, nth).into_iter().map(case)
        })
        .collect()
}

#[test]
fn every_login_bears_every_mishap() {
    let sandbox = Sandbox::new();
    sandbox.write("sfdx-project.json", r#"{"packageDirectories": [{"path": "app"}]}"#);
    sandbox.write("app/keep", "");
    fs::create_dir(sandbox.path("seed")).expect("a folder can be made in the sandbox");
    let mut cases = Vec::new();
    for script in SCRIPTS {
        let calm = see(script, &sandbox, Mishaps::default());
        let said = calm.said.success();
        println!("{script:?}: {:?}", calm.counts.calls);
        assert_eq!(calm.kept.is_empty(), script == Script::Logout, "{said}");
        cases.extend(cases_of(script, &calm.counts));
    }
    let next = AtomicUsize::new(0);
    let verdicts = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::SeqCst);
                    let Some(case) = cases.get(index) else { break };
                    let verdict = case.verdict(&sandbox);
                    verdicts.lock().expect("no verdict panics").insert(index, verdict);
                }
            });
        }
    });
    let verdicts = verdicts.into_inner().expect("no verdict panics");
    let mut codes: BTreeMap<i32, usize> = BTreeMap::new();
    for (code, _) in verdicts.values() {
        *codes.entry(*code).or_default() += 1;
    }
    println!("{} cases, exit codes: {codes:?}", cases.len());
    let wrong: Vec<&String> = verdicts.values().filter_map(|(_, wrong)| wrong.as_ref()).collect();
    assert!(
        wrong.is_empty(),
        "{} cases went wrong:\n\n{}",
        wrong.len(),
        wrong.iter().map(|text| format!("{text}\n\n")).collect::<String>()
    );
}
