//! Archives that are broken or mean harm.

use crate::support::{
    Sandbox,
    projects::{credential, empty_project},
    schema::document,
};
use xcred::bundle::archive::{self, ArchiveError, ArchiveLimits};

/// Answers what a comparison of the project with an archive of these bytes says.
fn told(sandbox: &Sandbox, bytes: &[u8]) -> String {
    sandbox.write("x.zip", bytes);
    let said = sandbox.run(["diff", "x.zip"]).exits(65);
    assert_eq!(said.stdout, "", "{said}");
    assert_eq!(document(&sandbox.run(["diff", "x.zip", "--json"]).exits(65))["error"]["name"], "ArchiveError");
    said.stderr
}

fn zip_of(name: &str) -> Vec<u8> {
    archive::write([(name, credential("x", "").as_bytes())])
}

#[test]
fn names_that_climb_out_are_refused_and_nothing_is_written() {
    let sandbox = empty_project();
    let mut all = String::new();
    for name in [
        "../A.externalCredential",
        "a/../../A.externalCredential",
        "/etc/A.externalCredential",
        "C:\\A.externalCredential",
        "red\u{1b}[31m.externalCredential",
    ] {
        all.push_str(&told(&sandbox, &zip_of(name)));
    }
    assert!(!sandbox.path("../A.externalCredential").exists());
    insta::assert_snapshot!(all, @r"
    error: `x.zip`: the archive holds `../A.externalCredential`, a path that leads out of it
    error: `x.zip`: the archive holds `a/../../A.externalCredential`, a path that leads out of it
    error: `x.zip`: the archive holds `/etc/A.externalCredential`, a path that leads out of it
    error: `x.zip`: the archive holds `C:\A.externalCredential`, a path that leads out of it
    error: `x.zip`: the archive holds `red\u{1b}[31m.externalCredential`, a path with a control character
    ");
}

#[test]
fn what_is_no_archive_or_half_of_one_is_told() {
    let sandbox = empty_project();
    let whole = zip_of("A.externalCredential");
    let mut damaged = whole.clone();
    damaged[60] ^= 0xff;
    let mut all = String::new();
    for bytes in [&b""[..], b"PK", b"<html>not found</html>", &whole[..whole.len() / 2], &damaged] {
        all.push_str(&told(&sandbox, bytes));
    }
    insta::assert_snapshot!(all, @r"
    error: `x.zip`: this is no zip archive, or a damaged one: invalid Zip archive: Could not find EOCD
    error: `x.zip`: this is no zip archive, or a damaged one: invalid Zip archive: Could not find EOCD
    error: `x.zip`: this is no zip archive, or a damaged one: invalid Zip archive: Could not find EOCD
    error: `x.zip`: this is no zip archive, or a damaged one: invalid Zip archive: Could not find EOCD
    error: `x.zip`: `A.externalCredential` in the archive cannot be unpacked: corrupt deflate stream
    ");
}

#[test]
fn an_archive_that_holds_something_else_is_warned_of() {
    let sandbox = empty_project();
    sandbox.write("photos.zip", archive::write([("photo.jpg", &b"x"[..])]));
    let said = sandbox.run(["diff", "photos.zip", "project", "-m", "ExternalCredential"]);
    insta::assert_snapshot!(said.exits(64), @r"
    $ xcred diff photos.zip project -m ExternalCredential
    --- stdout
    --- stderr
    error: `ExternalCredential:*` matches no component
      hint: without selectors, `xcred scan` lists what there is
    --- exit 64
    ");
    insta::assert_snapshot!(sandbox.run(["diff", "photos.zip"]).success(), @r"
    $ xcred diff photos.zip
    --- stdout
    From photos.zip to project: what differs

    No differences: 0 are the same.
    --- stderr
    warning: `photos.zip` has no component
    warning: `project` has no component
    --- exit 0
    ");
}

#[test]
fn the_same_component_twice_in_an_archive_is_told() {
    let sandbox = empty_project();
    let bytes = credential("x", "");
    let twice = ["a/A.externalCredential", "b/A.externalCredential-meta.xml"].map(|name| (name, bytes.as_bytes()));
    insta::assert_snapshot!(told(&sandbox, &archive::write(twice)), @"error: `x.zip`: the archive holds `ExternalCredential:A` twice, in `a/A.externalCredential` and in `b/A.externalCredential-meta.xml`");
}

#[test]
fn bombs_are_stopped_by_what_they_unpack_to() {
    let block = vec![0_u8; 1024 * 1024];
    let names: Vec<String> = (0..32).map(|number| format!("{number}.externalCredential")).collect();
    let bomb = archive::write(names.iter().map(|name| (name.as_str(), &block[..])));
    assert!(bomb.len() < 64 * 1024, "32 MB in {} bytes", bomb.len());
    let small = ArchiveLimits { files: 100, unpacked: 20 * 1024 * 1024 };
    assert!(matches!(archive::read(&bomb, small), Err(ArchiveError::TooLarge { .. })));
    let few = ArchiveLimits { files: 31, unpacked: u64::MAX - 1 };
    assert!(matches!(archive::read(&bomb, few), Err(ArchiveError::TooManyFiles { count: 32, limit: 31 })));
    let limits = ArchiveLimits::default();
    assert!(limits.files <= 35_000 && limits.unpacked <= 600 * 1024 * 1024, "a bomb is stopped far from memory's end");
}
