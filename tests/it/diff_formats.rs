//! The formats of a difference that other programs read.

use crate::support::{
    Conversation, Sandbox,
    projects::{credential, credential_file, empty_project, parameter, sample},
    schema::told,
};
use serde_json::Value;
use std::{env, fs};

#[test]
fn a_difference_offers_what_makes_sense_for_one() {
    let sandbox = sample();
    for format in ["human", "json", "markdown", "sarif", "github", "dotenv"] {
        let said = sandbox.run(["diff", "practice-seed", "project", "--format", format]).success();
        sandbox.run(["diff", "practice-seed", "project", "--format", &format!("{format}=out"), "--quiet"]).success();
        assert_eq!(said.stdout.as_bytes(), sandbox.read("out"), "{format}");
    }
    insta::assert_snapshot!(told(&sandbox, &["diff", "practice-seed", "--format", "junit"], 64), @"
    error: this command gives no result as `junit`
      hint: it offers `human`, `json`, `html`, `markdown`, `sarif`, `github`, `dotenv`
    ");
    insta::assert_snapshot!(told(&sandbox, &["check", "--format", "markdown"], 64), @"
    error: this command gives no result as `markdown`
      hint: it offers `human`, `json`, `sarif`, `junit`, `github`, `gitlab`
    ");
}

/// The results of a SARIF log, with their rules.
fn results(log: &Value) -> Vec<Value> {
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("a list").clone();
    for result in &results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("it is small");
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
    results
}

/// The text of a region whose columns count characters.
fn cut(text: &str, region: &Value) -> String {
    let number = |name: &str| usize::try_from(region[name].as_u64().expect("a number")).expect("it is small");
    let offset = |line: usize, column: usize| {
        let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        start + text[start..].chars().take(column - 1).map(char::len_utf8).sum::<usize>()
    };
    let start = offset(number("startLine"), number("startColumn"));
    text[start..offset(number("endLine"), number("endColumn"))].to_owned()
}

#[test]
fn sarif_regions_cut_the_new_value_out_of_the_projects_file() {
    let sandbox = sample();
    let mut told = Vec::new();
    for result in results(&sandbox.run(["diff", "practice-seed", "project", "--format", "sarif"]).success().json()) {
        let place = &result["locations"][0]["physicalLocation"];
        let line = format!("{} {}", result["level"], result["ruleId"]);
        let Some(uri) = place["artifactLocation"]["uri"].as_str() else {
            told.push(format!("{line}, in no file: {}", result["message"]["text"]));
            continue;
        };
        let text = String::from_utf8(sandbox.read(uri)).expect("UTF-8");
        let region = place["region"].as_object().map(|_| cut(&text, &place["region"]));
        told.push(format!("{line} {}", region.map_or_else(|| "the file".to_owned(), |text| format!("`{text}`"))));
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    "warning" "secret-lost", in no file: "`ExternalCredential:OldFreight`: only in the first; the secrets and tokens of all principals of `OldFreight` go with it. Help: Have them at hand to enter them again, or leave the principal as it is."
    "warning" "token-refused" the file
    "warning" "token-refused" `true`
    "warning" "consent-again" `labels.write tracking.read pickups.write`
    "warning" "credentials-anew" `https://auth.parcels.example/oauth2/token`
    "note" "credentials-missing" the file
    "note" "header-changed" `{!&apos;Bearer &apos; &amp; $Credential.Stripe.ApiKey}`
    "note" "access-granted" `<externalCredentialPrincipalAccesses>
            <enabled>true</enabled>
            <externalCredentialPrincipal>Newsletter-Campaigns</externalCredentialPrincipal>
        </externalCredentialPrincipalAccesses>`
    "note" "element-modified" `1`
    "note" "element-modified" `2`
    "note" "component-added" the file
    "#);
}

#[test]
fn backwards_the_project_is_the_first_side_and_its_lines_are_told() {
    let sandbox = sample();
    let log = sandbox.run(["diff", "project", "practice-seed.zip", "--format", "sarif"]);
    assert_eq!(log.status, crate::support::Ending::Exit(64));
    let log = sandbox.run(["diff", "project", "org:practice", "--format", "sarif"]).success().json();
    let results = results(&log);
    let stripe = results.iter().find(|one| one.to_string().contains("ExternalCredential:Stripe")).expect("it differs");
    let place = &stripe["locations"][0]["physicalLocation"];
    let text = sandbox.read(place["artifactLocation"]["uri"].as_str().expect("it has a file"));
    let text = String::from_utf8(text).expect("UTF-8");
    assert_eq!(
        cut(&text, &place["region"]).replace("&apos;", "'").replace("&amp;", "&"),
        "{!'Bearer ' & $Credential.Stripe.ApiKey}"
    );
}

#[test]
fn two_archives_have_no_lines_to_point_at() {
    let sandbox = sample();
    let between = ["diff", "org:practice", "org:practice"];
    assert!(results(&sandbox.run([&between[..], &["--format", "sarif"]].concat()).success().json()).is_empty());
    assert_eq!(sandbox.run([&between[..], &["--format", "github"]].concat()).success().stdout, "");
}

/// The fingerprints of a SARIF log, with their rules.
fn marks(said: &Conversation) -> Vec<String> {
    let mark = |one: &Value| format!("{} {}", one["ruleId"], one["partialFingerprints"]["primaryLocationLineHash"]);
    results(&said.json()).iter().map(mark).collect()
}

#[test]
fn fingerprints_outlive_lines_that_move() {
    let sandbox = empty_project();
    let text = |further: &str| credential("New", &(parameter("AuthParameter", "Scope", "b") + further));
    sandbox.write("org/A.externalCredential", credential("Old", &parameter("AuthParameter", "Scope", "a")));
    sandbox.write(credential_file("A"), text(""));
    let run = |sandbox: &Sandbox| marks(&sandbox.run(["diff", "org", "--format", "sarif"]).success());
    let before = run(&sandbox);
    assert_eq!(before.len(), 2);
    assert_ne!(before[0].rsplit(' ').next(), before[1].rsplit(' ').next());
    sandbox.write(
        credential_file("A"),
        text("").replace("    <externalCredentialParameters>", "\n\n\n  <externalCredentialParameters>"),
    );
    assert_eq!(run(&sandbox), before);
    sandbox.write(credential_file("A"), text("").replace("New", "Newer"));
    assert_ne!(run(&sandbox), before);
}

#[test]
fn no_value_is_a_link_in_sarif() {
    let sandbox = empty_project();
    sandbox.write("org/A.externalCredential", credential("Old", ""));
    sandbox.write(credential_file("A"), credential("[x](https://evil.example)", ""));
    let log = sandbox.run(["diff", "org", "--format", "sarif"]).success().json();
    let message = results(&log)[0]["message"]["text"].as_str().expect("a text").to_owned();
    assert!(message.contains("[x]\\(https://evil.example)"), "{message}");
}

#[test]
fn sarif_of_a_difference_satisfies_the_official_schema() {
    // The schema of OASIS is not ours to copy; `XCRED_SARIF_SCHEMA` names a file that holds it.
    let Some(file) = env::var_os("XCRED_SARIF_SCHEMA") else { return };
    let mut schema: Value = serde_json::from_slice(&fs::read(file).expect("the schema is there")).expect("it is JSON");
    // The pattern of languages is no regular expression by today's rules; we write no language.
    for holder in ["run", "toolComponent"] {
        schema["definitions"][holder]["properties"]["language"]["pattern"] = Value::String(String::new());
    }
    let schema = jsonschema::validator_for(&schema).expect("it is a schema");
    for sides in [["practice-seed", "project"], ["project", "project"]] {
        let said = sample().run([&["diff", "--format", "sarif"], &sides[..]].concat()).success();
        let log = said.json();
        let complaints: Vec<String> =
            schema.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(complaints.is_empty(), "{complaints:#?}\n{said}");
    }
}
