//! `xcred manifest`: the file that `sf` would write, byte for byte, and never half of it.

use crate::support::{
    projects::{credential, credential_file, empty_project, sample, sample_folder},
    schema::document,
    tree_of,
};

/// What `sf project generate manifest` of version 2.146.3 wrote for the project that [`sf_project`] makes.
const SF_WROTE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
    <types>
        <members>Acme_IdP</members>
        <members>Okta_IdP</members>
        <name>ExternalAuthIdentityProvider</name>
    </types>
    <types>
        <members>ExtCred00000</members>
        <members>ExtCred00001</members>
        <name>ExternalCredential</name>
    </types>
    <types>
        <members>Stripe</members>
        <name>NamedCredential</name>
    </types>
    <types>
        <members>Callers</members>
        <name>PermissionSet</name>
    </types>
    <version>64.0</version>
</Package>
"#;

fn sf_project() -> crate::support::Sandbox {
    let sandbox = empty_project();
    for file in [
        "permissionsets/Callers.permissionset-meta.xml",
        "externalCredentials/ExtCred00001.externalCredential-meta.xml",
        "externalCredentials/ExtCred00000.externalCredential-meta.xml",
        "externalAuthIdentityProviders/Okta_IdP.externalAuthIdentityProvider-meta.xml",
        "externalAuthIdentityProviders/Acme_IdP.externalAuthIdentityProvider-meta.xml",
        "namedCredentials/Stripe.namedCredential-meta.xml",
    ] {
        sandbox.write(format!("force-app/main/default/{file}"), "never opened");
    }
    sandbox
}

fn wrote(sandbox: &crate::support::Sandbox, args: &[&str], file: &str) -> String {
    sandbox.run([&["manifest"], args].concat()).success();
    String::from_utf8(sandbox.read(file)).expect("a manifest is UTF-8")
}

#[test]
fn it_is_the_file_that_sf_writes() {
    let sandbox = sf_project();
    insta::assert_snapshot!(sandbox.run(["manifest"]).success(), @r"
    $ xcred manifest
    --- stdout
    wrote `package.xml`: 6 members of 4 types
    --- stderr
    --- exit 0
    ");
    assert_eq!(sandbox.read("package.xml"), SF_WROTE.as_bytes());
    assert_eq!(sandbox.run(["manifest", "-o", "-"]).success().stdout, SF_WROTE);
}

#[test]
fn the_sample_projects_manifest_is_the_one_that_is_checked_in() {
    let sandbox = sample();
    let before = tree_of(&sandbox.project());
    let text = wrote(&sandbox, &["-o", "again.xml"], "again.xml");
    assert_eq!(text.as_bytes(), std::fs::read(sample_folder().join("manifest/package.xml")).expect("it is checked in"));
    let mut after = tree_of(&sandbox.project());
    after.remove("again.xml");
    assert_eq!(before, after, "nothing else is written");
    assert!(tree_of(&sandbox.temp()).is_empty());
}

#[test]
fn wildcards_stand_for_the_types_that_are_there() {
    let text = wrote(&sf_project(), &["--wildcard", "--api-version", "62.0"], "package.xml");
    insta::assert_snapshot!(text, @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <Package xmlns="http://soap.sforce.com/2006/04/metadata">
        <types>
            <members>*</members>
            <name>ExternalAuthIdentityProvider</name>
        </types>
        <types>
            <members>*</members>
            <name>ExternalCredential</name>
        </types>
        <types>
            <members>*</members>
            <name>NamedCredential</name>
        </types>
        <types>
            <members>*</members>
            <name>PermissionSet</name>
        </types>
        <version>62.0</version>
    </Package>
    "#);
}

#[test]
fn selectors_choose_what_is_named() {
    let sandbox = sf_project();
    sandbox.write("mine.xml", "<Package><types><members>*</members><name>PermissionSet</name></types></Package>");
    let args = ["-m", "ExternalCredential:*1", "-d", "force-app/main/default/namedCredentials", "-x", "mine.xml"];
    let text = wrote(&sandbox, &[&args[..], &["-o", "some.xml"]].concat(), "some.xml");
    insta::assert_snapshot!(text, @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <Package xmlns="http://soap.sforce.com/2006/04/metadata">
        <types>
            <members>ExtCred00001</members>
            <name>ExternalCredential</name>
        </types>
        <types>
            <members>Stripe</members>
            <name>NamedCredential</name>
        </types>
        <types>
            <members>Callers</members>
            <name>PermissionSet</name>
        </types>
        <version>64.0</version>
    </Package>
    "#);
}

#[test]
fn each_kind_has_its_file() {
    let sandbox = sf_project();
    for (kind, file) in [
        ("package", "package.xml"),
        ("pre", "destructiveChangesPre.xml"),
        ("post", "destructiveChangesPost.xml"),
        ("destroy", "destructiveChanges.xml"),
    ] {
        assert_eq!(wrote(&sandbox, &["--type", kind], file), SF_WROTE);
    }
}

#[test]
fn merging_keeps_what_it_does_not_know() {
    let sandbox = sf_project();
    let theirs = "\u{feff}<?xml version='1.0'?>\r\n<Package xmlns='http://soap.sforce.com/2006/04/metadata'>\r\n\
                  <version>58.0</version><types><name>ApexClass</name><members>*</members><members>Zed</members></types>\
                  <types><members>Old</members><name>ExternalCredential</name></types></Package>";
    sandbox.write("package.xml", theirs);
    let said = sandbox.run(["manifest", "--merge", "-m", "ExternalCredential", "-m", "NamedCredential"]).success();
    assert_eq!(said.stdout, "merged into `package.xml`: 6 members of 3 types\n");
    insta::assert_snapshot!(String::from_utf8(sandbox.read("package.xml")).expect("UTF-8"), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <Package xmlns="http://soap.sforce.com/2006/04/metadata">
        <types>
            <members>*</members>
            <members>Zed</members>
            <name>ApexClass</name>
        </types>
        <types>
            <members>ExtCred00000</members>
            <members>ExtCred00001</members>
            <members>Old</members>
            <name>ExternalCredential</name>
        </types>
        <types>
            <members>Stripe</members>
            <name>NamedCredential</name>
        </types>
        <version>64.0</version>
    </Package>
    "#);
    let once = sandbox.read("package.xml");
    sandbox.run(["manifest", "--merge", "-m", "ExternalCredential"]).success();
    assert_eq!(sandbox.read("package.xml"), once, "merging again changes nothing");
    let version = wrote(&sandbox, &["--merge", "-a", "66.0"], "package.xml");
    assert!(version.contains("<version>66.0</version>"), "{version}");
}

#[test]
fn a_project_without_version_says_which_one_the_manifest_has() {
    let sandbox = sf_project();
    sandbox.write("sfdx-project.json", r#"{"packageDirectories": [{"path": "force-app"}]}"#);
    insta::assert_snapshot!(sandbox.run(["manifest"]).success(), @r"
    $ xcred manifest
    --- stdout
    wrote `package.xml`: 6 members of 4 types
    --- stderr
    warning: no `sourceApiVersion` and no `--api-version`: the manifest says 68.0
    --- exit 0
    ");
    assert_eq!(sandbox.run(["manifest", "--quiet", "-o", "-"]).success().stderr, "");
    sandbox.write("package.xml", "<Package><version>58.0</version></Package>");
    assert!(wrote(&sandbox, &["--merge"], "package.xml").contains("<version>58.0</version>"), "the file's own stays");
}

#[test]
fn errors_in_the_project_leave_the_file_alone() {
    let sandbox = sf_project();
    sandbox.write("force-app/again/Stripe.namedCredential", "x");
    sandbox.write("package.xml", "precious");
    let said = sandbox.run(["manifest"]).exits(1);
    assert!(said.stdout.is_empty() && said.stderr.contains("duplicate-component"), "{said}");
    let json = document(&sandbox.run(["manifest", "--json", "--merge"]).exits(1));
    assert_eq!(json["result"]["file"], serde_json::Value::Null);
    assert_eq!(sandbox.read("package.xml"), b"precious");
    insta::assert_snapshot!(sandbox.run(["manifest", "-o", "-"]).exits(1).stdout, @"");
}

#[test]
fn a_broken_manifest_is_not_merged_into() {
    let sandbox = sf_project();
    let mut told = String::new();
    for text in [
        "<Package>\n  <types>",
        "",
        "<Pakage/>",
        "<Package><types><members>A</members></types></Package>",
        "<Package><version>sixty</version></Package>",
        "<Package><fullName>MyPackage</fullName></Package>",
    ] {
        sandbox.write("package.xml", text);
        let said = sandbox.run(["manifest", "--merge"]).exits(65);
        assert!(said.stdout.is_empty(), "{said}");
        told.push_str(&said.stderr);
        assert_eq!(sandbox.read("package.xml"), text.as_bytes());
    }
    insta::assert_snapshot!(told, @r"
    error: `package.xml:2:10` is not a manifest: `<types>` of line 2 is never closed
    error: `package.xml:1:1` is not a manifest: the file is empty
    error: `package.xml:1:1` is not a manifest: the root element is `<Pakage>`; a manifest's is `<Package>`
    error: `package.xml:1:10` is not a manifest: this `<types>` has no `<name>`
    error: `package.xml:1:10` is not a manifest: `sixty` is not an API version; one looks like `64.0`
    error: `package.xml:1:10` is not a manifest: `<fullName>` is not an element of a manifest that xcred reads
    ");
}

#[test]
fn a_file_that_cannot_be_written_is_told_and_leaves_nothing_behind() {
    let sandbox = sf_project();
    sandbox.write("a-file", "x");
    sandbox.write("a-folder/inside", "x");
    let before = tree_of(&sandbox.project());
    let mut told = String::new();
    for path in ["nowhere/package.xml", "a-folder", "a-file/package.xml", "", "."] {
        let said = sandbox.run(["manifest", "-o", path]);
        assert!(said.stdout.is_empty(), "{said}");
        told.push_str(&format!("{}{}\n", said.stderr, said.status));
    }
    assert_eq!(tree_of(&sandbox.project()), before);
    insta::assert_snapshot!(told, @r"
    error: `nowhere/package.xml` cannot be written
      because: No such file or directory (os error 2)
      hint: is there a folder `nowhere`? xcred makes none
    exit 65
    error: `a-folder` cannot be written
      because: Is a directory (os error 21)
    exit 65
    error: `a-file/package.xml` cannot be written
      because: not a directory
    exit 65
    error: a value is required for '--output <FILE>' but none was supplied

    For more information, try '--help'.
    exit 64
    error: `.` cannot be written
      because: is a directory
    exit 65
    ");
}

#[test]
fn pipes_are_written_into_and_links_lead_to_their_file() {
    let sandbox = sf_project();
    sandbox.command("/bin/sh", ["-c", "mkfifo pipe; ln -s real.xml link.xml; echo old > real.xml"]).run().success();
    let line = format!("cat pipe & '{}' manifest -o pipe >&2; wait", env!("CARGO_BIN_EXE_xcred"));
    assert_eq!(sandbox.command("/bin/sh", ["-c", &line]).run().success().stdout, SF_WROTE);
    let still = sandbox.command("/bin/sh", ["-c", "test -p pipe && echo pipe"]).run();
    assert_eq!(still.stdout, "pipe\n", "a pipe, or /dev/null, must not be replaced by a file");
    assert_eq!(wrote(&sandbox, &["-o", "link.xml"], "real.xml"), SF_WROTE);
    assert!(sandbox.path("link.xml").is_symlink());
}

#[test]
fn names_that_xml_cannot_carry_are_refused() {
    let sandbox = empty_project();
    sandbox.write(credential_file("A&B <c>"), credential("x", ""));
    assert!(wrote(&sandbox, &[], "package.xml").contains("<members>A&amp;B &lt;c&gt;</members>"));
    sandbox.write(credential_file("red\u{1b}[31m"), credential("x", ""));
    insta::assert_snapshot!(sandbox.run(["manifest", "-o", "-"]).exits(65), @r"
    $ xcred manifest -o -
    --- stdout
    --- stderr
    error: the file name of the component `force-app/externalCredentials/red\u{1b}[31m.externalCredential-meta.xml` holds a control character
      hint: rename it; a name starts with a letter and holds letters, digits and `_`
    --- exit 65
    ");
}
