//! The formats of a result: where each goes, and that each means what its readers take it for.

use super::check::faulty;
use crate::support::{
    Conversation, Sandbox,
    projects::{credential, credential_file, empty_project, grant, principal},
    schema::told,
};
use serde_json::Value;
use std::{env, fs};

fn json(sandbox: &Sandbox, file: &str) -> Value {
    serde_json::from_slice(&sandbox.read(file)).expect("the file is JSON")
}

#[test]
fn a_format_goes_to_its_file_and_people_read_standard_output() {
    let sandbox = faulty();
    let plain = sandbox.run(["check"]).exits(1);
    let args = ["check", "--format", "json=out.json", "--format", "sarif=out.sarif", "--format", "junit=out.xml"];
    let said = sandbox.run(args).exits(1);
    assert_eq!((&said.stdout, &said.stderr), (&plain.stdout, &plain.stderr));
    assert_eq!(json(&sandbox, "out.json")["status"], 1);
    assert_eq!(json(&sandbox, "out.sarif")["version"], "2.1.0");
    assert!(sandbox.read("out.xml").starts_with(b"<?xml"));
}

#[test]
fn every_command_gives_its_document_into_a_file_too() {
    let sandbox = faulty();
    for args in [&["scan"][..], &["manifest", "-o", "-"], &["diff", "force-app", "project"], &["explain", "65"]] {
        let plain = sandbox.run(args);
        let said = sandbox.run([args, &["--format", "json=out.json"]].concat());
        assert_eq!((said.stdout, said.stderr, said.status), (plain.stdout, plain.stderr, plain.status));
        let document = sandbox.run([args, &["--json"]].concat());
        assert_eq!(sandbox.read("out.json"), document.stdout.as_bytes(), "{document}");
    }
}

#[test]
fn each_format_is_the_same_on_standard_output_and_in_a_file() {
    let sandbox = faulty();
    for format in ["json", "sarif", "junit", "github", "gitlab", "human"] {
        let said = sandbox.run(["check", "--format", format]).exits(1);
        sandbox.run(["check", "--quiet", "--format", &format!("{format}=out")]).exits(1);
        assert_eq!(said.stdout.as_bytes(), sandbox.read("out"), "{format}");
        assert_eq!(said.stderr, "", "{format}");
    }
    let one = sandbox.run(["check", "--json"]).exits(1);
    assert_eq!(one.stdout, sandbox.run(["check", "--format", "json"]).exits(1).stdout);
}

#[test]
fn what_cannot_be_followed_is_wrong_use() {
    let sandbox = faulty();
    insta::assert_snapshot!(told(&sandbox, &["check", "--format", "sarif=a", "--format", "junit=a"], 64), @"error: two formats go to `a`");
    insta::assert_snapshot!(told(&sandbox, &["scan", "--format", "sarif=a"], 64), @"
    error: this command gives no result as `sarif`
      hint: it offers `human`, `json`
    ");
    insta::assert_snapshot!(sandbox.run(["check", "--format", "sarif", "--format", "junit"]).exits(64), @"
    $ xcred check --format sarif --format junit
    --- stdout
    --- stderr
    error: `sarif` and `junit` cannot both go to standard output
      hint: write one of them to a file: `--format sarif=FILE`
    --- exit 64
    ");
    insta::assert_snapshot!(sandbox.run(["check", "--format", "pdf"]).exits(64), @"
    $ xcred check --format pdf
    --- stdout
    --- stderr
    error: invalid value 'pdf' for '--format <F[=FILE]>': `pdf` is no format; there are human, json, html, sarif, junit, github, gitlab, markdown, dotenv

    For more information, try '--help'.
    --- exit 64
    ");
    insta::assert_snapshot!(sandbox.run(["check", "--format", "sarif="]).exits(64), @"
    $ xcred check --format sarif=
    --- stdout
    --- stderr
    error: invalid value 'sarif=' for '--format <F[=FILE]>': after `=` comes a file

    For more information, try '--help'.
    --- exit 64
    ");
    sandbox.run(["check", "--json", "--format", "sarif"]).exits(64);
    let both_sides = ["--format", "json=a", "check", "--format", "sarif=b"];
    insta::assert_snapshot!(told(&sandbox, &both_sides, 64), @"
    error: `--format` stands before the command and after it
      hint: put all of them after it
    ");
    sandbox.run(["--format", "gitlab", "check"]).exits(1);
    assert!(!sandbox.path("a").exists());
}

#[test]
fn colours_are_for_people_alone() {
    let sandbox = faulty();
    let colored = |args: &[&str]| sandbox.xcred(args).env("CLICOLOR_FORCE", "1").run().stdout.contains('\u{1b}');
    assert!(colored(&["check"]));
    assert!(!colored(&["check", "--no-color"]));
    for format in ["json", "sarif", "junit", "github", "gitlab"] {
        assert!(!colored(&["check", "--format", format, "--format", "human=out.txt"]), "{format}");
        assert!(!sandbox.read("out.txt").contains(&0x1b), "{format}");
    }
}

#[test]
fn a_file_that_cannot_be_written_prints_no_result() {
    let sandbox = faulty();
    let said = sandbox.run(["check", "--json", "--format", "sarif=nowhere/out.sarif"]).exits(65);
    assert_eq!(said.json()["error"]["name"], "FileError");
}

#[test]
fn a_failure_replaces_what_an_earlier_run_left() {
    let sandbox = faulty();
    sandbox.run(["check", "--format", "json=out.json"]).exits(1);
    let said = sandbox.run(["check", "-m", "Nothing", "--format", "json=out.json"]).exits(64);
    assert_eq!(said.stdout, "");
    assert_eq!(json(&sandbox, "out.json")["status"], 64);
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

fn file_of(location: &Value) -> &str {
    assert_eq!(location["uriBaseId"], "%SRCROOT%");
    location["uri"].as_str().expect("a text")
}

#[test]
fn sarif_regions_cut_out_what_the_findings_speak_of() {
    let sandbox = faulty();
    sandbox.run(["check", "--format", "sarif=out.sarif"]).exits(1);
    let log = json(&sandbox, "out.sarif");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let mut told = Vec::new();
    for result in run["results"].as_array().expect("a list") {
        let place = &result["locations"][0]["physicalLocation"];
        let text = String::from_utf8(sandbox.read(file_of(&place["artifactLocation"]))).expect("UTF-8");
        let rule = &run["tool"]["driver"]["rules"]
            [usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("small")];
        assert_eq!(rule["id"], result["ruleId"]);
        for text in [&rule["help"]["text"], &rule["help"]["markdown"], &rule["fullDescription"]["text"]] {
            assert!(text.as_str().is_some_and(|text| text.ends_with('.')), "{rule}");
        }
        told.push(format!("{} {} `{}`", result["level"], result["ruleId"], cut(&text, &place["region"])));
        for change in result["fixes"][0]["artifactChanges"].as_array().into_iter().flatten() {
            for edit in change["replacements"].as_array().expect("a list") {
                let inserted = &edit["insertedContent"]["text"];
                told.push(format!("  `{}` becomes {inserted}", cut(&text, &edit["deletedRegion"])));
            }
        }
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    "error" "unknown-element" `<owner>`
    "warning" "ungranted-principal" `注文 📦`
    "error" "unknown-value" `oauth`
      `oauth` becomes "Oauth"
    "#);
}

#[test]
fn a_region_of_several_lines_is_told_whole_in_every_format() {
    let sandbox = empty_project();
    let comment = "<!-- xcred: allow unknown-value\r\n\t because it was so once -->";
    grant(&sandbox, &["Erp-Nightly"]);
    let text = credential("Erp", &principal("Nightly")).replace('\n', "\r\n");
    let text = text.replace("    <auth", &format!("    {comment}\r\n    <auth"));
    sandbox.write(credential_file("Erp"), &text);
    let log = sandbox.run(["check", "--format", "sarif"]).success().json();
    let region = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(cut(&text, region), comment);
    insta::assert_snapshot!(sandbox.run(["check"]).success().stdout, @"
    warning[unused-allow]: nothing here breaks `unknown-value`
     --> force-app/externalCredentials/Erp.externalCredential-meta.xml:3:5
      |
    3 |     <!-- xcred: allow unknown-value
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    4 |      because it was so once -->
      |      ^^^^^^^^^^^^^^^^^^^^^^^^^^
      = help: delete the comment

    2 components of the project checked for API version 64.0: 1 warning.
    ");
    insta::assert_snapshot!(sandbox.run(["check", "--format", "github"]).success().stdout, @"::warning file=force-app/externalCredentials/Erp.externalCredential-meta.xml,line=3,endLine=4,title=unused-allow::nothing here breaks `unknown-value`%0Adelete the comment");
}

#[test]
fn sarif_satisfies_the_official_schema() {
    // The schema of OASIS is not ours to copy; `XCRED_SARIF_SCHEMA` names a file that holds it.
    let Some(file) = env::var_os("XCRED_SARIF_SCHEMA") else { return };
    let mut schema: Value = serde_json::from_slice(&fs::read(file).expect("the schema is there")).expect("it is JSON");
    // The pattern of languages is no regular expression by today's rules; we write no language.
    for holder in ["run", "toolComponent"] {
        schema["definitions"][holder]["properties"]["language"]["pattern"] = Value::String(String::new());
    }
    let schema = jsonschema::validator_for(&schema).expect("it is a schema");
    let sandbox = faulty();
    sandbox.write("force-app/near/Near.externalCredentials-meta.xml", "x");
    sandbox.write(credential_file("Broken"), "<ExternalCredential>");
    let clean = empty_project();
    clean.write(credential_file("Erp"), credential("Erp", ""));
    for said in
        [sandbox.run(["check", "--format", "sarif"]).exits(1), clean.run(["check", "--format", "sarif"]).success()]
    {
        let log = said.json();
        let complaints: Vec<String> =
            schema.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(complaints.is_empty(), "{complaints:#?}\n{said}");
    }
}

#[test]
fn uris_are_percent_encoded_and_start_at_the_root_of_the_repository() {
    let sandbox = Sandbox::new();
    sandbox.write(".git/HEAD", "ref: refs/heads/main");
    let project = r#"{"packageDirectories": [{"path": "force app"}], "sourceApiVersion": "64.0"}"#;
    sandbox.write("crm/sfdx-project.json", project);
    sandbox.write("crm/force app/50%é/Erp.externalCredential-meta.xml", credential("Erp", "    <owner/>\n"));
    let run = |format: &str| {
        sandbox.xcred(["check", "--format", format]).in_folder(sandbox.path("crm/force app")).run().exits(1)
    };
    let place = run("sarif").json()["runs"][0]["results"][0]["locations"][0]["physicalLocation"].clone();
    let uri = "crm/force%20app/50%25%C3%A9/Erp.externalCredential-meta.xml";
    assert_eq!(file_of(&place["artifactLocation"]), uri);
    assert_eq!(run("gitlab").json()[0]["location"]["path"], "crm/force app/50%é/Erp.externalCredential-meta.xml");
    let command = "::error file=crm/force app/50%25é/Erp.externalCredential-meta.xml,line=4,";
    assert!(run("github").stdout.starts_with(command), "{}", run("github"));
    assert!(run("junit").stdout.contains(r#"file="crm/force app/50%é/Erp."#), "{}", run("junit"));
}

/// The fingerprints of a SARIF log, with their rules.
fn marks(said: &Conversation) -> Vec<String> {
    let log = said.json();
    let results = log["runs"][0]["results"].as_array().expect("a list").clone();
    let mark = |one: &Value| format!("{} {}", one["ruleId"], one["partialFingerprints"]["primaryLocationLineHash"]);
    results.iter().map(mark).collect()
}

#[test]
fn fingerprints_outlive_lines_that_move() {
    let sandbox = faulty();
    let twice = "    <owner/>\n    <owner/>\n";
    sandbox.write(credential_file("Twice"), credential("Twice", twice));
    let before = marks(&sandbox.run(["check", "--format", "sarif"]).exits(1));
    let text = String::from_utf8(sandbox.read(credential_file("Twice"))).expect("UTF-8");
    sandbox.write(credential_file("Twice"), text.replace("    <owner/>\n    <owner/>", "\n\n  <owner/>\n    <owner/>"));
    assert_eq!(marks(&sandbox.run(["check", "--format", "sarif"]).exits(1)), before);
    let mut once = before.clone();
    once.dedup();
    assert_eq!(once, before, "no two are the same");
    sandbox.write(credential_file("Twice"), text.replace("owner", "holder"));
    assert_ne!(marks(&sandbox.run(["check", "--format", "sarif"]).exits(1)), before);
}

#[test]
fn junit_has_a_case_for_each_component() {
    let sandbox = faulty();
    grant(&sandbox, &["Erp-Nightly", "Fine-Nightly", "Shop-Nightly"]);
    sandbox.write(credential_file("Fine"), credential("Fine", &principal("Nightly")));
    insta::assert_snapshot!(sandbox.run(["check", "--format", "junit"]).exits(1).stdout, @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="xcred check" tests="5" failures="2" errors="0">
      <testsuite name="xcred check" tests="5" failures="2" errors="0" skipped="0">
        <testcase classname="ExternalCredential" name="Erp" file="force-app/externalCredentials/Erp.externalCredential-meta.xml">
          <failure type="unknown-element" message="`ExternalCredential` has no element `&lt;owner&gt;`">error[unknown-element]: `ExternalCredential` has no element `&lt;owner&gt;`
     --&gt; force-app/externalCredentials/Erp.externalCredential-meta.xml:4:5
      |
    4 |     &lt;owner&gt;***&lt;/owner&gt;
      |     ^^^^^^^
      = help: delete it</failure>
        </testcase>
        <testcase classname="ExternalCredential" name="Fine"/>
        <testcase classname="ExternalCredential" name="Orders" file="force-app/externalCredentials/Orders.externalCredential-meta.xml">
          <system-out>warning[ungranted-principal]: no permission set of the project grants the principal `注文 📦`
     --&gt; force-app/externalCredentials/Orders.externalCredential-meta.xml:5:17
      |
    5 |     &lt;parameterName&gt;注文 📦&lt;/parameterName&gt;
      |                    ^^^^^^^
      = help: add `externalCredentialPrincipalAccesses` with `Orders-注文 📦` to one</system-out>
        </testcase>
        <testcase classname="ExternalCredential" name="Shop" file="force-app/externalCredentials/Shop.externalCredential-meta.xml">
          <failure type="unknown-value" message="`oauth` is no value of `&lt;authenticationProtocol&gt;`">error[unknown-value]: `oauth` is no value of `&lt;authenticationProtocol&gt;`
     --&gt; force-app/externalCredentials/Shop.externalCredential-meta.xml:3:29
      |
    3 |     &lt;authenticationProtocol&gt;oauth&lt;/authenticationProtocol&gt;
      |                             ^^^^^
      = help: capitals count: write `Oauth`
      = fix: write the value as `Oauth`; `xcred check --fix` does it</failure>
        </testcase>
        <testcase classname="PermissionSet" name="Callouts"/>
      </testsuite>
    </testsuites>
    "#);
}

#[test]
fn junit_is_xml_whatever_the_files_hold() {
    let sandbox = empty_project();
    let hostile = "    <a]]&gt;>\u{9b}\u{202e}</a]]&gt;>\n";
    sandbox.write(credential_file("Bad"), credential("Bad", hostile));
    sandbox.write(credential_file("Worse"), credential("Worse", "    <owner>&amp;<![CDATA[]]]]></owner>\u{9b}\n"));
    let said = sandbox.run(["check", "--format", "junit"]).exits(1);
    xcred::xml::parse(said.stdout.as_bytes()).expect("it is well-formed");
    assert!(!said.stdout.chars().any(|character| character.is_control() && character != '\n'), "{said}");
}

#[test]
fn gitlab_gets_a_list_with_fingerprints() {
    insta::assert_snapshot!(faulty().run(["check", "--format", "gitlab"]).exits(1).stdout, @r#"
    [
      {
        "check_name": "unknown-element",
        "description": "`ExternalCredential` has no element `<owner>`; delete it",
        "fingerprint": "27432decc785d48c:1",
        "location": {
          "lines": {
            "begin": 4,
            "end": 4
          },
          "path": "force-app/externalCredentials/Erp.externalCredential-meta.xml"
        },
        "severity": "critical"
      },
      {
        "check_name": "ungranted-principal",
        "description": "no permission set of the project grants the principal `注文 📦`; add `externalCredentialPrincipalAccesses` with `Orders-注文 📦` to one",
        "fingerprint": "cc765fd96fb7c500:1",
        "location": {
          "lines": {
            "begin": 5,
            "end": 5
          },
          "path": "force-app/externalCredentials/Orders.externalCredential-meta.xml"
        },
        "severity": "minor"
      },
      {
        "check_name": "unknown-value",
        "description": "`oauth` is no value of `<authenticationProtocol>`; capitals count: write `Oauth`",
        "fingerprint": "da921f39f69f21d6:1",
        "location": {
          "lines": {
            "begin": 3,
            "end": 3
          },
          "path": "force-app/externalCredentials/Shop.externalCredential-meta.xml"
        },
        "severity": "critical"
      }
    ]
    "#);
}

/// A run as GitHub Actions starts it.
fn in_actions(sandbox: &Sandbox, args: &[&str]) -> Conversation {
    let args = [&["check"], args].concat();
    sandbox.xcred(args).env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", sandbox.path("summary.md")).run()
}

#[test]
fn github_actions_gets_annotations_beside_the_result_and_a_summary() {
    let sandbox = faulty();
    sandbox.write("summary.md", "what another tool wrote\n");
    let said = in_actions(&sandbox, &[]).exits(1);
    assert_eq!(said.stdout, sandbox.run(["check"]).stdout);
    insta::assert_snapshot!(said.stderr, @"
    ::error file=force-app/externalCredentials/Erp.externalCredential-meta.xml,line=4,endLine=4,col=5,title=unknown-element::`ExternalCredential` has no element `<owner>`%0Adelete it
    ::error file=force-app/externalCredentials/Shop.externalCredential-meta.xml,line=3,endLine=3,col=29,title=unknown-value::`oauth` is no value of `<authenticationProtocol>`%0Acapitals count: write `Oauth`
    ::warning file=force-app/externalCredentials/Orders.externalCredential-meta.xml,line=5,endLine=5,col=17,title=ungranted-principal::no permission set of the project grants the principal `注文 📦`%0Aadd `externalCredentialPrincipalAccesses` with `Orders-注文 📦` to one
    ");
    insta::assert_snapshot!(String::from_utf8_lossy(&sandbox.read("summary.md")), @"
    what another tool wrote
    ### xcred check

    4 components of the project checked for API version 64.0: 2 errors, 1 warning; `xcred check --fix` mends 1 of them.

    | | Rule | Where | What |
    | --- | --- | --- | --- |
    | error | `unknown-element` | force-app/externalCredentials/Erp.externalCredential-meta.xml:4:5 | `ExternalCredential` has no element `<owner>`; delete it |
    | error | `unknown-value` | force-app/externalCredentials/Shop.externalCredential-meta.xml:3:29 | `oauth` is no value of `<authenticationProtocol>`; capitals count: write `Oauth` |
    | warning | `ungranted-principal` | force-app/externalCredentials/Orders.externalCredential-meta.xml:5:17 | no permission set of the project grants the principal `注文 📦`; add `externalCredentialPrincipalAccesses` with `Orders-注文 📦` to one |
    ");
}

#[test]
fn a_result_for_machines_stays_clean_in_github_actions() {
    let sandbox = faulty();
    assert_eq!(in_actions(&sandbox, &["--json"]).json(), sandbox.run(["check", "--json"]).json());
    let github = in_actions(&sandbox, &["--format", "github"]).exits(1);
    assert_eq!(github.stderr, "", "no annotation is told twice");
    let elsewhere = sandbox.xcred(["check"]).env("GITHUB_ACTIONS", "false").run().exits(1);
    assert_eq!(elsewhere.stderr, "");
}

#[test]
fn github_gets_ten_of_each_kind_and_the_rest_is_counted() {
    let sandbox = empty_project();
    let names: Vec<String> = (0..14).map(|number| format!("E{number:02}")).collect();
    let text = credential("E", &format!("    <owner/>\n{}", principal("Nightly")));
    for name in &names {
        sandbox.write(credential_file(name), text.as_str());
    }
    let principals: Vec<String> = names.iter().map(|name| format!("{name}-Nightly")).collect();
    grant(&sandbox, &principals.iter().map(String::as_str).collect::<Vec<_>>());
    let said = sandbox.run(["check", "--format", "github"]).exits(1);
    assert_eq!(said.stdout.lines().filter(|line| line.starts_with("::error ")).count(), 10);
    assert!(said.stdout.ends_with("\n4 findings more; GitHub keeps 10 of each kind for a step\n"), "{said}");
    in_actions(&sandbox, &[]).exits(1);
    let summary = String::from_utf8(sandbox.read("summary.md")).expect("UTF-8");
    assert!(summary.contains("so 4 findings have none."), "{summary}");
    assert_eq!(summary.lines().filter(|line| line.starts_with("| error")).count(), 14);
}

#[test]
fn a_summary_that_is_full_or_cannot_be_written_fails_nothing() {
    let sandbox = faulty();
    sandbox.write("summary.md", "x".repeat(1024 * 1024 - 10));
    in_actions(&sandbox, &[]).exits(1);
    assert_eq!(sandbox.read("summary.md").len(), 1024 * 1024 - 10);
    fs::remove_file(sandbox.path("summary.md")).expect("it is there");
    fs::create_dir(sandbox.path("summary.md")).expect("a folder can be made");
    let said = in_actions(&sandbox, &[]).exits(1);
    assert!(said.stderr.contains("warning: the step summary cannot be written"), "{said}");
}

#[test]
fn no_line_that_people_read_is_a_command_to_the_runner() {
    let sandbox = empty_project();
    let hostile = "    <label>::error::x ##[add-mask]y</label>\n    <a.b>##[error]</a.b>\n";
    sandbox.write(credential_file("Bad"), credential("Bad", hostile));
    let name = "force-app/##[warning]x/Odd.externalCredential-meta.xml";
    sandbox.write(name, credential("Odd", "    <owner/>\n"));
    let said = in_actions(&sandbox, &[]).exits(1);
    assert!(said.stdout.contains("##\\[warning]x/Odd"), "{said}");
    assert!(!said.stdout.contains("##["), "{said}");
    for line in said.stderr.lines() {
        assert!(
            line.starts_with("::error ") || line.starts_with("::warning ") || line.starts_with("::notice "),
            "{line}"
        );
    }
    assert!(!said.stdout.lines().any(|line| line.trim_start().starts_with("::")), "{said}");
    let failed = in_actions(&sandbox, &["-m", "##[error]x"]).exits(64);
    assert!(failed.stderr.contains("##\\[error]x") && !failed.stderr.contains("##["), "{failed}");
}
