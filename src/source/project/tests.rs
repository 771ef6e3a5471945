use super::*;
use tempfile::TempDir;

fn project(text: &str) -> (TempDir, Result<Project, ProjectError>) {
    let dir = TempDir::new().unwrap();
    for folder in ["force-app/main", "extra"] {
        fs::create_dir_all(dir.path().join(folder)).unwrap();
    }
    fs::write(dir.path().join("a-file"), "").unwrap();
    fs::write(dir.path().join(PROJECT_FILE), text).unwrap();
    let opened = Project::open(dir.path());
    (dir, opened)
}

#[test]
fn it_is_read_as_sf_reads_it() {
    let text = "\u{feff}{
        \"packageDirectories\": [{\"path\": \"./force-app/\", \"package\": \"x\"}, {\"path\": \"extra\", \"default\": true}],
        \"namespace\": \"acme\", \"sourceApiVersion\": \"64.0\", \"sfdcLoginUrl\": \"https://x\", \"oauthLocalPort\": 7717, \"plugins\": {}
    }";
    let (dir, opened) = project(text);
    let opened = opened.unwrap();
    assert_eq!(opened.dir(), dir.path());
    assert_eq!(opened.namespace(), Some("acme"));
    assert_eq!(opened.oauth_local_port(), Some(7717));
    assert_eq!(opened.source_api_version(), Some(ApiVersion::new(64)));
    assert_eq!(opened.default_package_directory().path, Path::new("extra"));
    let roots = ["extra", "force-app"].map(|name| dir.path().join(name));
    assert_eq!(opened.roots(), roots);
}

#[test]
fn nested_package_directories_are_walked_once() {
    let text = r#"{"packageDirectories": [
        {"path": "force-app/main"}, {"path": "force-app"}, {"path": "extra"}, {"path": "extra/../extra"}]}"#;
    let (dir, opened) = project(text);
    let roots = ["extra", "force-app"].map(|name| dir.path().join(name));
    assert_eq!(opened.unwrap().roots(), roots);
    let (dir, opened) = project(r#"{"packageDirectories": [{"path": "extra"}, {"path": "."}]}"#);
    assert_eq!(opened.unwrap().roots(), [dir.path().join("")]);
}

#[test]
fn what_is_wrong_is_told_with_its_entry() {
    let cases = [
        ("[]", "the root is not an object"),
        ("{}", "`packageDirectories` is missing"),
        (r#"{"packageDirectories": {}}"#, "`packageDirectories` is not a list"),
        (r#"{"packageDirectories": []}"#, "`packageDirectories` is empty"),
        (r#"{"packageDirectories": ["extra"]}"#, "`packageDirectories[0]` is not an object"),
        (r#"{"packageDirectories": [{"path": "extra"}, {"default": true}]}"#, "`packageDirectories[1]` has no `path`"),
        (r#"{"packageDirectories": [{"path": ""}]}"#, "`packageDirectories[0]` has no `path`"),
        (r#"{"packageDirectories": [{"path": 1}]}"#, "`packageDirectories[0]` has a `path` that is not a text"),
        (r#"{"packageDirectories": [{"path": "/etc"}]}"#, "`packageDirectories[0]` has the absolute path `/etc`"),
        (
            r#"{"packageDirectories": [{"path": "extra/../../x"}]}"#,
            "`packageDirectories[0]` has the path `extra/../../x`, which leaves the project",
        ),
        (
            r#"{"packageDirectories": [{"path": "nope"}]}"#,
            "`packageDirectories[0]` has the path `nope`, which does not exist",
        ),
        (
            r#"{"packageDirectories": [{"path": "a-file"}]}"#,
            "`packageDirectories[0]` has the path `a-file`, which is not a folder",
        ),
        (
            r#"{"packageDirectories": [{"path": "extra"}], "sourceApiVersion": "v64"}"#,
            "`sourceApiVersion` is \"v64\", not an API version such as \"64.0\"",
        ),
        (
            r#"{"packageDirectories": [{"path": "extra"}], "sourceApiVersion": 64}"#,
            "`sourceApiVersion` is 64, not an API version such as \"64.0\"",
        ),
        (r#"{"packageDirectories": [{"path": "extra"}], "namespace": []}"#, "`namespace` is not a text"),
        (
            r#"{"packageDirectories": [{"path": "extra"}], "oauthLocalPort": 0}"#,
            "`oauthLocalPort` is no port; one is a number from 1 to 65535, such as 1717",
        ),
        (
            r#"{"packageDirectories": [{"path": "extra"}], "oauthLocalPort": 70000}"#,
            "`oauthLocalPort` is no port; one is a number from 1 to 65535, such as 1717",
        ),
    ];
    for (text, expected) in cases {
        let (dir, opened) = project(text);
        let file = dir.path().join(PROJECT_FILE);
        let message = opened.unwrap_err().to_string();
        assert_eq!(message, format!("`{}`: {expected}", file.display()));
    }
}

#[test]
fn what_is_not_json_is_told_with_its_place() {
    for (text, line, column) in [
        ("", 1, 1),
        ("not json", 1, 2),
        ("{\n  \"packageDirectories\": [\n", 3, 1),
        ("{\"a\": 1,}", 1, 9),
        ("{} trailing", 1, 4),
    ] {
        let (_dir, opened) = project(text);
        match opened.unwrap_err() {
            ProjectError::NotJson { line: l, column: c, reason, .. } => {
                assert_eq!((l, c), (line, column), "{text}: {reason}");
                assert!(!reason.contains("line"), "{reason}");
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn utf_16_is_not_json() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join(PROJECT_FILE), b"\xff\xfe{\x00}\x00").unwrap();
    let error = Project::open(dir.path()).unwrap_err();
    assert!(matches!(error, ProjectError::NotJson { .. }), "{error}");
}

#[test]
fn the_nearest_folder_upward_is_found() {
    let (dir, _) = project(r#"{"packageDirectories": [{"path": "extra"}]}"#);
    let inside = dir.path().join("force-app/main");
    assert_eq!(Project::find(&inside).unwrap().dir(), dir.path());
    assert_eq!(Project::find(&inside.join("../../extra")).unwrap().dir(), dir.path());
}

#[test]
fn a_missing_project_tells_every_folder() {
    let dir = TempDir::new().unwrap();
    let inside = dir.path().join("a/b");
    fs::create_dir_all(&inside).unwrap();
    let error = Project::find(&inside).unwrap_err();
    let message = error.to_string();
    for folder in inside.ancestors() {
        assert!(message.contains(&format!("`{}`", folder.display())), "{message}");
    }
    assert!(error.hint().unwrap().contains("-d PATH"));
}

#[test]
fn a_start_that_does_not_exist_is_not_searched_from() {
    let error = Project::find(Path::new("no/such/folder")).unwrap_err();
    assert_eq!(error.to_string(), "cannot read `no/such/folder`");
}

#[test]
fn a_folder_in_place_of_the_file_is_passed_by() {
    let dir = TempDir::new().unwrap();
    fs::create_dir(dir.path().join(PROJECT_FILE)).unwrap();
    let error = Project::find(dir.path()).unwrap_err();
    assert!(matches!(error, ProjectError::NotFound { .. }), "{error}");
    let error = Project::open(dir.path()).unwrap_err();
    assert!(matches!(error, ProjectError::Unreadable { .. }), "{error}");
}
