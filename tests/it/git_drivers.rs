//! `git diff` of metadata files by our drivers: git calls them, not we.

use crate::support::{
    Conversation, Sandbox,
    projects::{credential, parameter, principal},
};
use std::{env, fs, path::Path};
use xcred::metadata::{MetadataType, registry, shape::Layout};

const FILE: &str = "externalCredentials/Erp.externalCredential-meta.xml";

/// A repository whose last commit holds this file, with our drivers set up as the page says.
fn repository(text: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    git(&sandbox, &["init", "--quiet", "--initial-branch", "main"]).success();
    let binary = env!("CARGO_BIN_EXE_xcred");
    for (name, value) in [
        ("user.name", "Nobody"),
        ("user.email", "nobody@example.com"),
        ("diff.xcred.command", &format!("'{binary}' git external-diff")),
        ("diff.xcred.textconv", &format!("'{binary}' git textconv")),
    ] {
        git(&sandbox, &["config", name, value]).success();
    }
    sandbox.write(".gitattributes", "*.externalCredential-meta.xml diff=xcred\n");
    sandbox.write(FILE, text);
    commit(&sandbox);
    sandbox
}

fn commit(sandbox: &Sandbox) {
    git(sandbox, &["add", "--all"]).success();
    git(sandbox, &["commit", "--quiet", "--message", "Some change"]).success();
}

fn git(sandbox: &Sandbox, words: &[&str]) -> Conversation {
    sandbox.command("git", words).env("GIT_CONFIG_NOSYSTEM", "1").run()
}

fn header(value: &str) -> String {
    parameter("AuthHeader", "X-Key", value)
}

#[test]
fn git_diff_shows_element_changes_and_no_secret() {
    let sandbox = repository(&credential("Erp", &(header("canary-1") + &principal("Admin"))));
    sandbox.write(FILE, credential("ERP", &header("canary-2")));
    let told = git(&sandbox, &["--no-pager", "diff"]).success();
    insta::assert_snapshot!(told, @"
    $ git --no-pager diff
    --- stdout
    diff --xcred externalCredentials/Erp.externalCredential-meta.xml
    ── Erp
    ~ ExternalCredential:Erp
        externalCredentials/Erp.externalCredential-meta.xml
        ~ externalCredentialParameters[AuthHeader,X-Key].parameterValue  line 7
            - (hidden)
            + (hidden, another value)
            ! notable: the header `X-Key` of its callouts changes
              help: Look that the other system wants them.
        - externalCredentialParameters[NamedPrincipal,Admin]  was line 10
            - sequenceNumber: 1
            ! destructive: the principal `Admin` goes, and the secret that is stored for it
              help: Have them at hand to enter them again, or leave the principal as it is.
        ~ label  line 10
            - Erp
            + ERP

    --- stderr
    --- exit 0
    ");
    assert!(!told.stdout.contains("canary"));
}

#[test]
fn what_is_only_form_is_said_to_be() {
    let text = credential("Erp", &principal("Admin"));
    let sandbox = repository(&text);
    sandbox.write(FILE, text.replace("    ", "\t"));
    insta::assert_snapshot!(git(&sandbox, &["--no-pager", "diff"]).success(), @"
    $ git --no-pager diff
    --- stdout
    diff --xcred externalCredentials/Erp.externalCredential-meta.xml
        no element differs: the form or comments do

    --- stderr
    --- exit 0
    ");
}

#[test]
fn a_file_that_cannot_be_read_does_not_end_the_diff() {
    let sandbox = repository(&credential("Erp", ""));
    sandbox.write(FILE, "<ExternalCredential>\n<label>Erp</label");
    sandbox.write("zoo.txt", "after it\n");
    git(&sandbox, &["add", "--intent-to-add", "zoo.txt"]).success();
    let told = git(&sandbox, &["--no-pager", "diff"]).success();
    insta::assert_snapshot!(told, @"
    $ git --no-pager diff
    --- stdout
    diff --xcred externalCredentials/Erp.externalCredential-meta.xml
        externalCredentials/Erp.externalCredential-meta.xml:2:11: a tag is not closed before the file ends
        `git diff --no-ext-diff --no-textconv` shows the text

    diff --git a/zoo.txt b/zoo.txt
    new file mode 100644
    index 0000000..e1bd125
    --- /dev/null
    +++ b/zoo.txt
    @@ -0,0 +1 @@
    +after it
    --- stderr
    --- exit 0
    ");
}

#[test]
fn renamed_new_and_deleted_files_are_told() {
    let sandbox = repository(&credential("Erp", ""));
    git(&sandbox, &["mv", FILE, "externalCredentials/Sap.externalCredential-meta.xml"]).success();
    sandbox.write("externalCredentials/Sap.externalCredential-meta.xml", credential("SAP", ""));
    git(&sandbox, &["add", "--all"]).success();
    insta::assert_snapshot!(git(&sandbox, &["--no-pager", "diff", "--cached", "-M20%"]).success(), @"
    $ git --no-pager diff --cached -M20%
    --- stdout
    diff --xcred externalCredentials/Erp.externalCredential-meta.xml -> externalCredentials/Sap.externalCredential-meta.xml
    ── Sap
    ~ ExternalCredential:Sap
        externalCredentials/Sap.externalCredential-meta.xml
        ~ label  line 4
            - Erp
            + SAP

    --- stderr
    --- exit 0
    ");
    insta::assert_snapshot!(git(&sandbox, &["--no-pager", "diff", "--cached", "--no-renames"]).success(), @"
    $ git --no-pager diff --cached --no-renames
    --- stdout
    diff --xcred externalCredentials/Erp.externalCredential-meta.xml
    ── Erp
    - ExternalCredential:Erp
        only in the first: externalCredentials/Erp.externalCredential-meta.xml
        custom authentication
        ! destructive: the secrets and tokens of all principals of `Erp` go with it
          help: Have them at hand to enter them again, or leave the principal as it is.

    diff --xcred externalCredentials/Sap.externalCredential-meta.xml
    ── Sap
    + ExternalCredential:Sap
        only in the second: externalCredentials/Sap.externalCredential-meta.xml
        custom authentication
        ! notable: the principals of `Sap` have no credentials yet
          help: Enter the credentials after the deployment.

    --- stderr
    --- exit 0
    ");
}

#[test]
fn textconv_makes_lines_of_elements() {
    let sandbox = repository(&credential("Erp", &principal("Admin")));
    sandbox.write(FILE, credential("ERP", &principal("Admin")));
    commit(&sandbox);
    let told = git(&sandbox, &["--no-pager", "show", "--format=", "--unified=0", "HEAD"]).success();
    insta::assert_snapshot!(told, @"
    $ git --no-pager show --format= --unified=0 HEAD
    --- stdout
    diff --git a/externalCredentials/Erp.externalCredential-meta.xml b/externalCredentials/Erp.externalCredential-meta.xml
    index 1abb0a3..0aed6da 100644
    --- a/externalCredentials/Erp.externalCredential-meta.xml
    +++ b/externalCredentials/Erp.externalCredential-meta.xml
    @@ -5 +5 @@ externalCredentialParameters[NamedPrincipal,Admin].sequenceNumber = 1
    -label = Erp
    +label = ERP
    --- stderr
    --- exit 0
    ");
}

#[test]
fn colours_go_through_the_pager_of_git_and_nowhere_else() {
    let sandbox = repository(&credential("Erp", ""));
    sandbox.write(FILE, credential("ERP", ""));
    let words = ["git", "external-diff", FILE, FILE, "0", "0", "/dev/null", "0", "0"];
    let run = |pager: &str, no_color: &str| {
        sandbox.xcred(words).env("GIT_PAGER_IN_USE", pager).env("NO_COLOR", no_color).run().success().stdout
    };
    assert!(run("true", "").contains("\u{1b}["));
    for (pager, no_color) in [("true", "1"), ("false", ""), ("", "")] {
        assert!(!run(pager, no_color).contains("\u{1b}["), "{pager} {no_color}");
    }
}

#[test]
fn what_git_would_not_give_is_wrong_use() {
    let sandbox = Sandbox::new();
    let told = sandbox.run(["git", "external-diff", "one", "two"]).exits(64);
    insta::assert_snapshot!(told.stderr, @r#"
    error: git gives 1, 7 or 9 arguments, and here are 2
      hint: `git config diff.xcred.command "xcred git external-diff"` has git call it
    "#);
    let told = sandbox.run(["git", "textconv", "nothing.externalCredential", "--json"]).exits(64);
    insta::assert_snapshot!(told.stdout, @r#"
    {
      "schemaVersion": 1,
      "status": 64,
      "command": "git textconv",
      "error": {
        "name": "FormatError",
        "message": "this command gives no result as `json`",
        "causes": [],
        "hints": [
          "it offers `human`"
        ]
      },
      "warnings": []
    }
    "#);
    sandbox.write("notes.txt", "x");
    insta::assert_snapshot!(sandbox.run(["git", "textconv", "notes.txt"]).exits(65).stderr, @"
    error: `notes.txt` is no file of a metadata type that xcred knows
      hint: docs/git.md lists the patterns for .gitattributes
    ");
}

/// The patterns for the files of all types, sorted. Content files are no XML.
fn patterns() -> String {
    let of_type = |known: &'static MetadataType| {
        let alone = (known.layout == Layout::OneFile).then(|| format!("*.{} diff=xcred\n", known.suffix));
        alone.into_iter().chain([format!("*.{}-meta.xml diff=xcred\n", known.suffix)])
    };
    let mut lines: Vec<String> = registry().flat_map(of_type).collect();
    lines.sort();
    lines.concat()
}

#[test]
fn the_page_names_the_files_of_every_type() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/git.md");
    let page = fs::read_to_string(&path).expect("the page is there").replace("\r\n", "\n");
    let (before, rest) = page.split_once("```text\n").expect("the page has a block of patterns");
    let (_, after) = rest.split_once("```").expect("the block ends");
    let wanted = format!("{before}```text\n{}```{after}", patterns());
    if env::var_os("XCRED_BLESS").is_some() {
        fs::write(&path, &wanted).expect("docs can be written");
    } else {
        assert!(page == wanted, "docs/git.md is stale; `XCRED_BLESS=1 cargo test` writes it");
    }
}
