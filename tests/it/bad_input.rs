//! Input that is broken: each ends in a clear error and the documented exit code, never in a panic.

use crate::support::{
    Sandbox,
    projects::{credential, credential_file, empty_project},
    schema::{document, found, told},
};
use std::fs;

#[test]
fn files_that_are_no_metadata() {
    let sandbox = empty_project();
    let latin = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<ExternalCredential><label>\u{e9}</label></ExternalCredential>";
    let wide = "<ExternalCredential><label>x</label></ExternalCredential>";
    let entities = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<ExternalCredential><label>&b;</label></ExternalCredential>";
    let files: [(&str, Vec<u8>); 11] = [
        ("Ampersand", b"<ExternalCredential><label>a & b</label></ExternalCredential>".to_vec()),
        ("Control", b"<ExternalCredential><label>\x1b[31m</label></ExternalCredential>".to_vec()),
        ("Deep", format!("<ExternalCredential>{}", "<a>".repeat(100_000)).into_bytes()),
        ("Empty", Vec::new()),
        ("Entities", entities.into()),
        ("Html", b"<ExternalCredential><label>&nbsp;</label></ExternalCredential>".to_vec()),
        ("Latin", latin.chars().map(|character| character as u8).collect()),
        ("Root", b"<?xml version=\"1.0\"?>\n<NamedCredential/>".to_vec()),
        ("Truncated", b"<ExternalCredential>\n    <label>x".to_vec()),
        ("Two", b"<ExternalCredential/>\n<ExternalCredential/>".to_vec()),
        ("Wide", [0xff, 0xfe].into_iter().chain(wide.encode_utf16().flat_map(u16::to_le_bytes)).collect()),
    ];
    for (name, bytes) in &files {
        sandbox.write(credential_file(name), bytes);
    }
    let said = sandbox.run(["scan"]).exits(1);
    insta::assert_snapshot!(said.stderr, @r"
    error[not-well-formed]: `&` starts no reference here; write `&amp;`
      at force-app/externalCredentials/Ampersand.externalCredential-meta.xml:1:30
    error[not-well-formed]: the character U+001B is not allowed in XML
      at force-app/externalCredentials/Control.externalCredential-meta.xml:1:28
    error[not-well-formed]: elements are nested more than 100 deep
      at force-app/externalCredentials/Deep.externalCredential-meta.xml:1:318
    error[not-well-formed]: the file is empty
      at force-app/externalCredentials/Empty.externalCredential-meta.xml:1:1
    error[not-well-formed]: document type declarations are not read
      at force-app/externalCredentials/Entities.externalCredential-meta.xml:1:1
    error[not-well-formed]: an entity that is not one of the five of XML stands here; an `&` of a value is written `&amp;`
      at force-app/externalCredentials/Html.externalCredential-meta.xml:1:28
    error[not-well-formed]: the byte 0xe9 is not UTF-8 here
      at force-app/externalCredentials/Latin.externalCredential-meta.xml:2:28
    error[wrong-root]: the root element is `<NamedCredential>`; this file's is `<ExternalCredential>`
      at force-app/externalCredentials/Root.externalCredential-meta.xml:2:1
    error[not-well-formed]: `<label>` of line 2 is never closed
      at force-app/externalCredentials/Truncated.externalCredential-meta.xml:2:13
    error[not-well-formed]: `<ExternalCredential>` stands after the end of the root element
      at force-app/externalCredentials/Two.externalCredential-meta.xml:2:1
    error[not-well-formed]: the file is encoded in UTF-16, and metadata files are UTF-8
      at force-app/externalCredentials/Wide.externalCredential-meta.xml:1:1
    ");
    let json = document(&sandbox.run(["scan", "--json"]).exits(1));
    assert_eq!(json["result"]["findings"].as_array().map(Vec::len), Some(files.len()));
    assert_eq!(found(&json).len(), files.len(), "what is broken is still listed");
    document(&sandbox.run(["diff", "dir:force-app", "project", "--json"]).success());
}

#[test]
fn a_file_of_100_megabytes_is_not_read() {
    let sandbox = empty_project();
    let path = sandbox.write(credential_file("Huge"), "<");
    let file = fs::OpenOptions::new().write(true).open(path).expect("it is there");
    file.set_len(100 * 1024 * 1024).expect("a file can have a hole");
    insta::assert_snapshot!(sandbox.run(["scan"]).exits(1), @r"
    $ xcred scan
    --- stdout
    COMPONENT               PROTOCOL PRINCIPALS REFERS TO FILE
    ExternalCredential:Huge                               force-app/externalCredentials/Huge.externalCredential-meta.xml

    1 component in the project.
    --- stderr
    error[not-well-formed]: the file is 104857600 bytes large, more than the 16777216 that are read
      at force-app/externalCredentials/Huge.externalCredential-meta.xml
      help: metadata files are a few kilobytes; look at what was written into this one
    --- exit 1
    ");
    sandbox.run(["manifest", "-o", "-"]).success();
    let side = sandbox.run(["diff", "zip:force-app/externalCredentials/Huge.externalCredential-meta.xml"]).exits(65);
    assert!(side.stderr.contains("no zip archive"), "{side}");
}

/// The project and what is said to each of these commands.
fn said_to(commands: &[&[&str]], code: i32) -> String {
    let sandbox = empty_project();
    sandbox.write(credential_file("Stripe"), credential("x", ""));
    commands.iter().map(|args| format!("$ xcred {}\n{}", args.join(" "), told(&sandbox, args, code))).collect()
}

#[test]
fn words_that_are_no_command() {
    let all = said_to(
        &[
            &["scann"],
            &["scan", "force-app"],
            &["scan", "-m", "ExternalCredential", "NamedCredential"],
            &["scan", "--jsn"],
            &["manifest", "--type", "destructive"],
            &["manifest", "-a", "sixty"],
        ],
        64,
    );
    insta::assert_snapshot!(all, @r"
    $ xcred scann
    error: unrecognized subcommand 'scann'

      tip: a similar subcommand exists: 'scan'

    Usage: xcred [OPTIONS] <COMMAND>

    For more information, try '--help'.
    $ xcred scan force-app
    error: unexpected argument 'force-app' found

      tip: files and folders are selected with `-d PATH`, components with `-m TYPE:NAME`; repeat the flag for more

    Usage: xcred scan [OPTIONS]

    For more information, try '--help'.
    $ xcred scan -m ExternalCredential NamedCredential
    error: unexpected argument 'NamedCredential' found

      tip: files and folders are selected with `-d PATH`, components with `-m TYPE:NAME`; repeat the flag for more

    Usage: xcred scan [OPTIONS]

    For more information, try '--help'.
    $ xcred scan --jsn
    error: unexpected argument '--jsn' found

      tip: a similar argument exists: '--json'

    Usage: xcred scan --json

    For more information, try '--help'.
    $ xcred manifest --type destructive
    error: invalid value 'destructive' for '--type <KIND>'
      [possible values: package, pre, post, destroy]

      tip: a similar value exists: 'destroy'

    For more information, try '--help'.
    $ xcred manifest -a sixty
    error: invalid value 'sixty' for '--api-version <N.0>': `sixty` is not an API version; one looks like `64.0`

    For more information, try '--help'.
    ");
}

#[test]
fn selectors_that_select_nothing_and_sides_that_are_none() {
    let all = said_to(
        &[
            &["scan", "-m", "ExternalCredentail"],
            &["scan", "-m", "externalCredentials:Stripe"],
            &["scan", "-m", "ApexClass"],
            &["scan", "-m", "ExternalCredential:"],
            &["scan", "-m", "ExternalCredential:Strype"],
            &["scan", "-m", "NamedCredential"],
            &["diff", "git:main"],
            &["diff", "plan:"],
            &["diff", "nowhere"],
            &["diff", "dir:"],
        ],
        64,
    );
    insta::assert_snapshot!(all, @r"
    $ xcred scan -m ExternalCredentail
    error: `ExternalCredentail` is no metadata type that xcred knows
      hint: did you mean `ExternalCredential`?
    $ xcred scan -m externalCredentials:Stripe
    error: `externalCredentials` is no metadata type that xcred knows
      hint: did you mean `ExternalCredential`?
    $ xcred scan -m ApexClass
    error: `ApexClass` is no metadata type that xcred knows
      hint: the types are `AuthProvider`, `Certificate`, `CspTrustedSite`, `ExternalAuthIdentityProvider`, `ExternalCredential`, `ExternalServiceRegistration`, `NamedCredential`, `PermissionSet`, `RemoteSiteSetting`
    $ xcred scan -m ExternalCredential:
    error: `ExternalCredential:` selects no component; write `ExternalCredential` or `ExternalCredential:Stripe`
    $ xcred scan -m ExternalCredential:Strype
    error: `ExternalCredential:Strype` matches no component; did you mean `ExternalCredential:Stripe`?
      hint: without selectors, `xcred scan` lists what there is
    $ xcred scan -m NamedCredential
    error: `NamedCredential:*` matches no component
      hint: without selectors, `xcred scan` lists what there is
    $ xcred diff git:main
    error: `.` is in no git repository
      hint: run it inside the repository, or name it with `-C DIR`
    $ xcred diff plan:
    error: `plan:` locates no side; one is `project`, `dir:PATH`, `zip:PATH`, `git:REF[:PATH]`, `org:NAME`, `plan:PATH`, or a path that exists
    $ xcred diff nowhere
    error: `nowhere` locates no side, and is no file or folder either
      hint: a side is `project`, `dir:PATH`, `zip:PATH`, `git:REF[:PATH]`, `org:NAME`, `plan:PATH`, or a path that exists
    $ xcred diff dir:
    error: `dir:` locates no side; one is `project`, `dir:PATH`, `zip:PATH`, `git:REF[:PATH]`, `org:NAME`, `plan:PATH`, or a path that exists
    ");
    insta::assert_snapshot!(said_to(&[&["scan", "-x", "nowhere.xml"], &["diff", "dir:nowhere"]], 65), @r"
    $ xcred scan -x nowhere.xml
    error: `nowhere.xml` cannot be read
      because: No such file or directory (os error 2)
    $ xcred diff dir:nowhere
    error: `nowhere` does not exist
    ");
}

#[test]
fn no_command_at_all_shows_the_help() {
    let said = Sandbox::new().run([""; 0]).exits(64);
    assert!(said.stdout.is_empty() && said.stderr.contains("Commands:"), "{said}");
    let asked = Sandbox::new().run(["--help"]).success();
    assert!(asked.stderr.is_empty() && asked.stdout.contains("Commands:"), "{asked}");
    document(&Sandbox::new().run(["--json"]).exits(64));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_told() {
    let sandbox = empty_project();
    sandbox.write(credential_file("A"), credential("x", ""));
    let line = format!("'{}' scan > /dev/full", env!("CARGO_BIN_EXE_xcred"));
    let said = sandbox.command("/bin/sh", ["-c", &line]).run().exits(65);
    assert!(said.stderr.starts_with("error: "), "{said}");
}
