//! The first conversation of a newcomer: diff, deploy, diff again, with the sample project and its practice org.

use crate::support::{
    Sandbox,
    projects::{sample, sample_folder},
    review,
    schema::{document, found, text},
};
use serde_json::Value;
use std::fs;

#[test]
fn the_first_diff_shows_what_the_sample_promises() {
    let said = sample().run(["diff", "-o", "practice"]).success();
    assert!(said.stdout.contains(review::OF_SAMPLE), "{said}");
    insta::assert_snapshot!(review::folded(&said.to_string()), @"
    $ xcred diff -o practice
    --- stdout
    From org:practice to project: what a deployment would change

    [the review of the sample project]

    Consequences: 4 disruptive, 3 notable.
    2 to create, 5 to change, 1 only in the org; 36 are the same.
    --- stderr
    --- exit 0
    ");
}

/// The table `What differs in the practice org` of the sample's README, row by row: the component, and the names that
/// tell its element. A row without a component continues the one before.
fn promised() -> Vec<(String, Vec<String>)> {
    let page = fs::read_to_string(sample_folder().join("README.md")).expect("the sample has a README");
    let (_, rest) = page.split_once("| component | element |").expect("README lists what differs");
    let rows = rest.lines().skip(2).take_while(|line| line.starts_with('|'));
    let mut component = String::new();
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        if !cells[1].is_empty() {
            cells[1].trim_matches('`').clone_into(&mut component);
        }
        let names = cells[2].split('`').skip(1).step_by(2).map(str::to_owned);
        (component.clone(), names.collect())
    })
    .collect()
}

#[test]
fn the_diff_agrees_with_the_table_in_the_readme() {
    let said = sample().run(["diff", "--json"]).success();
    let document = document(&said);
    let components = document["result"]["components"].as_array().expect("a diff lists components");
    let mut shown: Vec<(String, &str)> = Vec::new();
    for (component, name) in components.iter().zip(found(&document)) {
        match component["elements"].as_array() {
            Some(elements) if !elements.is_empty() => {
                shown.extend(elements.iter().map(|element| (name.clone(), text(&element["path"]))));
            }
            _ => shown.push((name, "")),
        }
    }
    let promised = promised();
    for (component, names) in &promised {
        let is_it = |(name, path): &(String, &str)| name == component && names.iter().all(|name| path.contains(name));
        let at = shown.iter().position(is_it);
        shown.remove(at.unwrap_or_else(|| panic!("{component} {names:?} is not in the diff: {shown:?}")));
    }
    assert!(promised.len() == 11 && shown.is_empty(), "not in the table: {shown:?}");
    assert_eq!(document["result"]["summary"]["unchanged"], 36);
}

#[test]
fn each_region_of_the_diff_cuts_the_value_out_of_the_file() {
    let sandbox = sample();
    let document = document(&sandbox.run(["diff", "--json"]).success());
    let mut cut = 0;
    for component in document["result"]["components"].as_array().expect("a diff lists components") {
        for element in component["elements"].as_array().unwrap_or(&Vec::new()) {
            let after = &element["after"];
            if let (Some(value), Some(file)) = (after["value"].as_str(), component["after"].as_str()) {
                assert_eq!(unescaped(&region(&sandbox, file, &after["region"])), value, "{element}");
                cut += 1;
            }
        }
    }
    assert_eq!(cut, 6, "the values that changed in the project");
}

/// The text of a region that lies on one line.
fn region(sandbox: &Sandbox, file: &str, region: &Value) -> String {
    let number = |name: &str| usize::try_from(region[name].as_u64().expect("a number")).expect("a small number");
    assert_eq!(number("line"), number("endLine"));
    let file = String::from_utf8(sandbox.read(file)).expect("the sample is UTF-8");
    let line = file.lines().nth(number("line") - 1).expect("the file has the line");
    line.chars().skip(number("column") - 1).take(number("endColumn") - number("column")).collect()
}

fn unescaped(text: &str) -> String {
    text.replace("&apos;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[test]
fn a_deployment_is_shown_followed_and_verified() {
    let sandbox = sample();
    let deployed = sandbox.run(["deploy", "-o", "practice", "--yes"]).success();
    insta::assert_snapshot!(deployed.settled(), @"
    $ xcred deploy -o practice --yes
    --- stdout
    [the review of the sample project]

    Consequences: 4 disruptive, 3 notable.
    2 to create, 5 to change, 1 only in the org; 36 are the same.
    Deployed 7 components (2 new, 5 changed) to practice.
    Verified: 7 components read back, and the org holds what was sent.
    --- stderr
    Sent to practice as `[0Af#1]`.
    Succeeded: 7 of 7 components
    --- exit 0
    ");
}

#[test]
fn a_second_diff_says_that_nothing_is_left() {
    let sandbox = sample();
    sandbox.run(["deploy", "--yes"]).success();
    let left = sandbox.run(["diff", "-o", "practice"]).success();
    insta::assert_snapshot!(left, @"
    $ xcred diff -o practice
    --- stdout
    From org:practice to project: what a deployment would change

    ── OldFreight
    - ExternalCredential:OldFreight
        only in the org; a deployment leaves it there
        custom authentication; principal Freight Desk

    Nothing to deploy: 1 only in the org, 43 are the same.
    --- stderr
    --- exit 0
    ");
    let again = sandbox.run(["deploy", "-o", "practice", "--yes"]).success();
    insta::assert_snapshot!(again, @"
    $ xcred deploy -o practice --yes
    --- stdout
    Nothing to deploy: practice holds all of it.
    --- stderr
    --- exit 0
    ");
}

#[test]
fn a_deployment_in_json_is_one_document() {
    let sandbox = sample();
    let deployed = sandbox.run(["deploy", "--yes", "--json"]).success();
    assert_eq!(deployed.stderr, "", "{deployed}");
    let told = document(&deployed);
    let result = &told["result"];
    assert!(text(&result["id"]).starts_with("0Af"), "{deployed}");
    assert_eq!((text(&result["ending"]), text(&result["org"])), ("succeeded", "practice"));
    assert_eq!(result["verification"], serde_json::json!({ "state": "verified", "components": 7, "deleted": 0 }));
    assert_eq!(result["deployed"].as_array().map(Vec::len), Some(7));
    let left = document(&sandbox.run(["diff", "--json", "--exit-code"]).exits(2));
    assert_eq!(found(&left), ["ExternalCredential:OldFreight"]);
    let again = document(&sandbox.run(["deploy", "--yes", "--json"]).success());
    assert_eq!((text(&again["result"]["ending"]), &again["result"]["id"]), ("nothing-to-do", &Value::Null));
}

#[test]
fn differences_are_an_exit_code_where_that_is_asked_for() {
    let sandbox = sample();
    sandbox.run(["diff", "--exit-code"]).exits(2);
    sandbox.run(["deploy", "--yes"]).success();
    sandbox.run(["diff", "--exit-code", "-m", "ExternalCredential:Stripe"]).success();
    sandbox.run(["diff", "--exit-code"]).exits(2);
}

#[test]
fn two_sides_that_are_one_org_have_no_differences() {
    let said = sample().run(["diff", "org:practice", "org:practice", "--exit-code"]).success();
    insta::assert_snapshot!(said, @"
    $ xcred diff org:practice org:practice --exit-code
    --- stdout
    From org:practice to org:practice: what differs

    No differences: 33 are the same.
    --- stderr
    --- exit 0
    ");
}
