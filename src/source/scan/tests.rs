use std::fs;
#[cfg(unix)]
use std::os::unix::fs::symlink;

use tempfile::TempDir;

use super::*;
use crate::source::{Project, project::PROJECT_FILE};

/// A folder with these files, all of them holding `<x/>`.
fn tree(files: &[&str]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for file in files {
        let path = dir.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "<x/>").unwrap();
    }
    dir
}

fn scan_dir(dir: &TempDir) -> Result<Scan, ScanError> {
    scan(&ScanRequest::of_paths([dir.path()]))
}

fn ids(scan: &Scan) -> Vec<String> {
    scan.snapshot.ids().map(ToString::to_string).collect()
}

/// The findings as `rule path message; help`, with paths below the folder.
fn told(scan: &Scan, dir: &TempDir) -> Vec<String> {
    let tell = |finding: &Finding| {
        let location = finding.location.as_ref().unwrap();
        let help = finding.help.as_deref().unwrap_or_default();
        let whole = format!("{} {location}: {}; {help}", finding.rule.id, finding.message);
        whole.replace(&format!("{}/", dir.path().display()), "")
    };
    scan.findings.iter().map(tell).collect()
}

#[test]
fn components_of_both_formats_are_found_at_any_depth() {
    let dir = tree(&[
        "a/externalCredentials/Stripe.externalCredential-meta.xml",
        "a/externalCredentials/deep/er/With space.externalCredential-meta.xml",
        "b/Zürich.externalCredential",
        "b/a%2Fb.namedCredential-meta.xml",
        "b/My.Dotted.permissionset",
        "certs/Signing.crt",
        "certs/Signing.crt-meta.xml",
        "classes/X.cls",
        "package.xml",
        "README.md",
    ]);
    let scan = scan_dir(&dir).unwrap();
    let expected = [
        "Certificate:Signing",
        "ExternalCredential:Stripe",
        "ExternalCredential:With space",
        "ExternalCredential:Zürich",
        "NamedCredential:a%2Fb",
        "PermissionSet:My.Dotted",
    ];
    assert_eq!(ids(&scan), expected);
    assert_eq!(told(&scan, &dir), [""; 0]);
    let certificate = scan.snapshot.components().next().unwrap();
    let files: Vec<_> = certificate.files().iter().map(|file| file.path.strip_prefix(dir.path()).unwrap()).collect();
    assert_eq!(files, ["certs/Signing.crt-meta.xml", "certs/Signing.crt"].map(std::path::Path::new));
    assert_eq!(&*certificate.files()[0].bytes, b"<x/>");
}

#[test]
fn relative_paths_stay_relative() {
    let scan = scan(&ScanRequest::of_paths(["sample-project", "sample-project/force-app"])).unwrap();
    assert!(!scan.snapshot.is_empty());
    for file in scan.snapshot.components().flat_map(Component::files) {
        assert!(file.path.starts_with("sample-project"), "{}", file.path.display());
    }
}

#[test]
fn letters_are_not_normalised() {
    let dir = tree(&["Z\u{fc}.externalCredential", "Zu\u{308}.externalCredential"]);
    assert_eq!(ids(&scan_dir(&dir).unwrap()).len(), 2);
}

#[test]
fn a_project_is_scanned_without_what_it_ignores() {
    let dir = tree(&[
        "force-app/a/A.externalCredential-meta.xml",
        "force-app/legacy/B.externalCredential-meta.xml",
        "force-app/.hidden/C.externalCredential-meta.xml",
        "force-app/D.externalCredential-meta.xml",
        "elsewhere/E.externalCredential-meta.xml",
    ]);
    let text =
        r#"{"packageDirectories": [{"path": "force-app"}, {"path": "force-app/a"}], "sourceApiVersion": "64.0"}"#;
    fs::write(dir.path().join(PROJECT_FILE), text).unwrap();
    fs::write(dir.path().join(".forceignore"), "legacy\nforce-app/D.*\n").unwrap();
    let project = Project::open(dir.path()).unwrap();
    let request = ScanRequest::of_project(&project);
    let found = scan(&request).unwrap();
    assert_eq!(ids(&found), ["ExternalCredential:A"]);
    assert_eq!(found.api_version, Some(ApiVersion::new(64)));
    let ignored = ["force-app/D.externalCredential-meta.xml", "force-app/legacy"].map(|path| dir.path().join(path));
    assert_eq!(found.ignored, ignored);
    assert_eq!(scan(&request.without_forceignore()).unwrap().snapshot.len(), 4);
    let one = ScanRequest::of_paths([dir.path().join("force-app/legacy/B.externalCredential-meta.xml")]);
    let one = scan(&one).unwrap();
    assert_eq!((one.snapshot.len(), one.ignored.len()), (0, 1));
}

#[test]
fn the_same_component_twice_names_both_files() {
    let dir = tree(&["a/S.externalCredential-meta.xml", "b/S.externalCredential", "c/S.externalCredential-meta.xml"]);
    let scan = scan_dir(&dir).unwrap();
    let first = &scan.snapshot.components().next().unwrap().files()[0];
    assert_eq!(first.path, dir.path().join("a/S.externalCredential-meta.xml"));
    let help = "keep one of the two; the first is used until then";
    let expected = [
        format!(
            "duplicate-component b/S.externalCredential: `ExternalCredential:S` is described by \
             `a/S.externalCredential-meta.xml` and by `b/S.externalCredential`; {help}"
        ),
        format!(
            "duplicate-component c/S.externalCredential-meta.xml: `ExternalCredential:S` is described by \
             `a/S.externalCredential-meta.xml` and by `c/S.externalCredential-meta.xml`; {help}"
        ),
    ];
    assert_eq!(told(&scan, &dir), expected);
}

#[test]
fn misspelt_and_misplaced_files_are_told_with_what_was_meant() {
    let dir = tree(&["x/A.externalCredentials-meta.xml", "namedCredentials/sub/B.externalCredential-meta.xml"]);
    let scan = scan_dir(&dir).unwrap();
    assert_eq!(ids(&scan), ["ExternalCredential:B"]);
    let expected = [
        "unexpected-folder namedCredentials/sub/B.externalCredential-meta.xml: an external credential lies in \
         `namedCredentials/`, the folder of named credentials; move it to `externalCredentials/`, or, if it is a named \
         credential, rename it to `B.namedCredential-meta.xml`",
        "misspelt-suffix x/A.externalCredentials-meta.xml: `A.externalCredentials-meta.xml` ends in nothing that a \
         metadata type has, so it is no component; if it is an external credential, rename it to \
         `A.externalCredential-meta.xml`",
    ];
    assert_eq!(told(&scan, &dir), expected);
}

#[test]
fn halves_of_components_are_told() {
    let dir = tree(&[
        "certs/A.crt",
        "x/B.crt-meta.xml",
        "tls/ca.crt",
        "certs/C.crt",
        "certs/C.crt-meta.xml",
        "y/C.crt-meta.xml",
    ]);
    fs::write(dir.path().join(".forceignore"), "D.crt").unwrap();
    for file in ["certs/D.crt", "certs/D.crt-meta.xml"] {
        fs::write(dir.path().join(file), "").unwrap();
    }
    let scan = scan_dir(&dir).unwrap();
    let expected = [
        "without-content certs/A.crt: the content file of a certificate is here, but no metadata file \
         `certs/A.crt-meta.xml`; add `certs/A.crt-meta.xml`, or remove `certs/A.crt`",
        "without-content certs/D.crt-meta.xml: the metadata file of a certificate is here, but no content file \
         `certs/D.crt`; `.forceignore` ignores `certs/D.crt`; let it ignore both files or none",
        "without-content x/B.crt-meta.xml: the metadata file of a certificate is here, but no content file `x/B.crt`; \
         add `x/B.crt`, or remove `x/B.crt-meta.xml`",
        "duplicate-component y/C.crt-meta.xml: `Certificate:C` is described by `certs/C.crt` and by \
         `y/C.crt-meta.xml`; keep one of the two; the first is used until then",
    ];
    assert_eq!(told(&scan, &dir), expected);
    assert_eq!(ids(&scan), ["Certificate:A", "Certificate:B", "Certificate:C", "Certificate:D"]);
}

#[test]
fn named_files_and_folders_are_scanned_once() {
    let dir = tree(&["certs/A.crt", "certs/A.crt-meta.xml", "x/B.externalCredential"]);
    let paths = ["certs/A.crt", "x", "x/B.externalCredential"].map(|path| dir.path().join(path));
    let scan = scan(&ScanRequest::of_paths(paths)).unwrap();
    assert_eq!(ids(&scan), ["Certificate:A", "ExternalCredential:B"]);
    assert_eq!(told(&scan, &dir), [""; 0]);
}

#[test]
fn named_paths_that_are_nothing_are_errors() {
    let dir = tree(&["README.md", "A.externalCredentia-meta.xml"]);
    let fails = |name: &str| scan(&ScanRequest::of_paths([dir.path().join(name)])).unwrap_err();
    assert!(matches!(fails("nope"), ScanError::Missing { .. }));
    assert!(matches!(fails("README.md"), ScanError::NotAComponent { .. }));
    assert!(matches!(fails("README.md/x"), ScanError::Unreadable { .. }));
    let near = scan(&ScanRequest::of_paths([dir.path().join("A.externalCredentia-meta.xml")])).unwrap();
    assert_eq!(near.findings.len(), 1);
}

#[test]
fn a_file_of_100_megabytes_is_told_and_not_read() {
    let dir = tree(&["Huge.externalCredential-meta.xml", "Small.externalCredential-meta.xml"]);
    let huge = File::options().write(true).open(dir.path().join("Huge.externalCredential-meta.xml")).unwrap();
    huge.set_len(100 * 1024 * 1024).unwrap();
    let scan = scan_dir(&dir).unwrap();
    assert_eq!(ids(&scan), ["ExternalCredential:Small"]);
    assert!(scan.unread.contains(&ComponentId::new("ExternalCredential", "Huge")));
    let expected = "not-well-formed Huge.externalCredential-meta.xml: the file is 104857600 bytes large, more than the \
                    16777216 that are read; metadata files are a few kilobytes; look at what was written into this one";
    assert_eq!(told(&scan, &dir), [expected]);
}

#[test]
fn many_files_are_read_by_many_threads_in_the_same_order() {
    let names: Vec<String> = (0..500).map(|n| format!("d{}/C{n:03}.externalCredential-meta.xml", n % 7)).collect();
    let dir = tree(&names.iter().map(String::as_str).collect::<Vec<_>>());
    for name in &names {
        fs::write(dir.path().join(name), name).unwrap();
    }
    let scan = scan_dir(&dir).unwrap();
    assert_eq!(scan.snapshot.len(), 500);
    for component in scan.snapshot.components() {
        let file = component.metadata_file().unwrap();
        let name = file.path.strip_prefix(dir.path()).unwrap();
        assert_eq!(name.as_os_str().as_encoded_bytes(), &*file.bytes);
    }
}

#[test]
fn a_broken_forceignore_is_an_error() {
    let dir = tree(&["A.externalCredential"]);
    fs::write(dir.path().join(".forceignore"), "ok\n[").unwrap();
    let error = scan_dir(&dir).unwrap_err().to_string();
    assert!(error.contains(".forceignore` line 2: the pattern `[` is broken"), "{error}");
}

#[cfg(unix)]
mod unix {
    use super::*;

    #[test]
    fn links_are_followed_wherever_they_lead() {
        let outside = tree(&["A.externalCredential", "d/B.externalCredential"]);
        let dir = tree(&["x/C.externalCredential"]);
        symlink(outside.path().join("A.externalCredential"), dir.path().join("L.externalCredential")).unwrap();
        symlink(outside.path().join("d"), dir.path().join("d")).unwrap();
        let scan = scan_dir(&dir).unwrap();
        assert_eq!(ids(&scan), ["ExternalCredential:B", "ExternalCredential:C", "ExternalCredential:L"]);
    }

    #[test]
    fn dangling_links_and_loops_are_errors_unless_ignored() {
        let dir = tree(&["x/C.externalCredential"]);
        symlink("nowhere", dir.path().join("x/gone")).unwrap();
        let error = scan_dir(&dir).unwrap_err().to_string();
        assert!(error.ends_with("/x/gone` points to `nowhere`, which does not exist"), "{error}");
        fs::remove_file(dir.path().join("x/gone")).unwrap();
        symlink("..", dir.path().join("x/loop")).unwrap();
        let error = scan_dir(&dir).unwrap_err();
        assert!(matches!(error, ScanError::LinkLoop { .. }), "{error}");
        assert!(error.to_string().contains("/x/loop` leads back to `"), "{error}");
        fs::write(dir.path().join(".forceignore"), "loop").unwrap();
        assert_eq!(scan_dir(&dir).unwrap().snapshot.len(), 1);
    }

    #[test]
    fn a_link_to_itself_is_unreadable() {
        let dir = tree(&["x/C.externalCredential"]);
        symlink("self", dir.path().join("x/self")).unwrap();
        let error = scan_dir(&dir).unwrap_err();
        assert!(matches!(error, ScanError::Unreadable { .. }), "{error}");
        assert!(error.to_string().contains("x/self"), "{error}");
    }

    #[test]
    fn a_folder_or_pipe_in_place_of_a_file() {
        let dir = tree(&["x/C.externalCredential/D.externalCredential"]);
        assert_eq!(ids(&scan_dir(&dir).unwrap()), ["ExternalCredential:D"]);
        let socket = dir.path().join("E.externalCredential");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let error = scan_dir(&dir).unwrap_err();
        assert!(matches!(error, ScanError::NotAFile { .. }), "{error}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_that_is_no_text_is_an_error_where_it_is_a_components() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
        let dir = tree(&["x/C.externalCredential"]);
        fs::write(dir.path().join(OsStr::from_bytes(b"\xff.txt")), "").unwrap();
        assert_eq!(scan_dir(&dir).unwrap().snapshot.len(), 1);
        fs::write(dir.path().join(OsStr::from_bytes(b"\xff.externalCredential")), "").unwrap();
        let error = scan_dir(&dir).unwrap_err();
        assert!(matches!(error, ScanError::NotUnicode { .. }), "{error}");
    }

    /// Root may read everything, so for root there is nothing to see.
    #[test]
    fn what_may_not_be_read_is_an_error() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tree(&["x/C.externalCredential", "y/D.externalCredential"]);
        let locked = dir.path().join("x");
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o0)).unwrap();
        let is_root = fs::read_dir(&locked).is_ok();
        let scanned = scan_dir(&dir);
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
        if is_root {
            eprintln!("skipped: root may read everything");
            return;
        }
        let error = scanned.unwrap_err();
        assert!(matches!(&error, ScanError::Unreadable { path, .. } if *path == locked), "{error}");
    }
}
