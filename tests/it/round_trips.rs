//! How many requests a comparison with an org takes, and that what is saved changes no answer.

use crate::support::{Conversation, Sandbox, projects::sample};
use std::fs;

const TWO_TYPES: [&str; 4] = ["-m", "ExternalCredential", "-m", "ExternalAuthIdentityProvider"];

fn diff(sandbox: &Sandbox, more: &[&str]) -> Conversation {
    let words = ["diff", "-o", "practice", "--verbose"].iter().chain(more);
    sandbox.run(words).success()
}

/// How many requests the conversation says that it took, after counting them, if the org had answered at the first poll: the
/// practice org takes its time.
fn requests(told: &Conversation) -> usize {
    let sentence = told.stderr.lines().last().expect("the last line counts");
    let count = sentence.strip_prefix("practice: ").and_then(|rest| rest.split(' ').next()?.parse::<usize>().ok());
    let count = count.unwrap_or_else(|| panic!("no count: {told}"));
    assert_eq!(told.stderr.lines().filter(|line| line.contains(" -> 200, ")).count(), count, "{told}");
    let polls = told.stderr.lines().filter(|line| line.ends_with("(see how the retrieval stands)")).count();
    count - polls.saturating_sub(1)
}

#[test]
fn two_types_take_four_requests_and_a_second_time_fewer() {
    let sandbox = sample();
    let first = diff(&sandbox, &TWO_TYPES);
    assert_eq!(requests(&first), 4);
    let second = diff(&sandbox, &TWO_TYPES);
    assert_eq!(second.stdout, first.stdout);
    assert_eq!(requests(&second), 3, "a listing, and a reading of each type");
    let fresh = diff(&sandbox, &["--fresh"].iter().chain(&TWO_TYPES).copied().collect::<Vec<_>>());
    assert_eq!((fresh.stdout, requests(&diff(&sandbox, &TWO_TYPES))), (first.stdout, 3));
}

#[test]
fn a_component_by_name_is_read_at_once() {
    let sandbox = sample();
    let read = diff(&sandbox, &["-m", "ExternalCredential:Stripe"]);
    assert_eq!(requests(&read), 2);
    let all = sandbox.run(["diff", "-o", "practice", "--json"]).success().json();
    let one = sandbox.run(["diff", "-o", "practice", "-m", "ExternalCredential:Stripe", "--json"]).success().json();
    let stripe = all["result"]["components"].as_array().and_then(|components| {
        components
            .iter()
            .find(|component| component["fullName"] == "Stripe" && component["type"] == "ExternalCredential")
    });
    assert_eq!(
        Some(&one["result"]["components"][0]),
        stripe,
        "a reading tells what a retrieval tells, at the same lines"
    );
}

#[test]
fn an_org_and_a_project_that_are_the_same_take_one_request() {
    let sandbox = sample();
    let name = ["-m", "NamedCredential:Stripe"];
    let changed = diff(&sandbox, &[]);
    assert!(requests(&changed) <= 4);
    let same = diff(&sandbox, &name);
    assert!(same.stdout.contains("No differences"), "{same}");
    assert_eq!(requests(&same), 1);
    assert!(
        same.stderr.contains("1 component: the org has not changed since last time; `--fresh` compares all anew"),
        "{same}"
    );
}

#[test]
fn what_changed_on_either_side_is_seen() {
    let sandbox = sample();
    let name = ["-m", "NamedCredential:Stripe"];
    let file = sandbox.path("force-app/main/default/namedCredentials/Stripe.namedCredential-meta.xml");
    diff(&sandbox, &name);
    let text = fs::read_to_string(&file).expect("the sample has the file");
    let changed = text.replace("<label>", "<label>New ");
    fs::write(&file, &changed).expect("the file can be written");
    assert!(diff(&sandbox, &name).stdout.contains("New "), "the project changed");
    sandbox.run(["deploy", "-o", "practice", "--yes", "-m", "NamedCredential:Stripe"]).success();
    assert!(diff(&sandbox, &name).stdout.contains("No differences"));
    fs::write(&file, &text).expect("the file can be written");
    sandbox.run(["deploy", "-o", "practice", "--yes", "-m", "NamedCredential:Stripe"]).success();
    fs::write(&file, &changed).expect("the file can be written");
    assert!(diff(&sandbox, &name).stdout.contains("New "), "the org changed behind the memory's back");
}

#[test]
fn the_memory_holds_no_content_and_is_not_tracked() {
    let sandbox = sample();
    diff(&sandbox, &[]);
    let memory = String::from_utf8(sandbox.read(".xcred/orgs/practice.json")).expect("the memory is text");
    assert!(memory.contains("\"ExternalCredential:"), "{memory}");
    assert!(!memory.contains("{!") && !memory.contains("https://"), "{memory}");
    assert_eq!(sandbox.read(".xcred/orgs/.gitignore"), b"*\n");
}
