//! The patterns against git itself, and what `sf` adds.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

/// Patterns, a path, and what `git check-ignore -v` of git 2.47 says of it with `core.ignorecase`: the deciding line.
/// Paths that end in `/` are folders.
const RECORDED: &[(&str, &str, Option<usize>)] = &[
    ("a", "a", Some(1)),
    ("a", "x/a", Some(1)),
    ("a", "a/x/y", Some(1)),
    ("a", "ab", None),
    ("a/", "a", None),
    ("a/", "a/", Some(1)),
    ("a/", "a/x", Some(1)),
    ("/a", "x/a", None),
    ("x/a", "x/a", Some(1)),
    ("x/a", "y/x/a", None),
    ("*.xml", "d/e.xml", Some(1)),
    ("d/*.xml", "d/e/f.xml", None),
    ("**/f.xml", "f.xml", Some(1)),
    ("**/f.xml", "d/e/f.xml", Some(1)),
    ("d/**", "d/", None),
    ("d/**", "d/e/f.xml", Some(1)),
    ("d/**/f.xml", "d/f.xml", Some(1)),
    ("d/**/f.xml", "d/e/e/f.xml", Some(1)),
    ("d**f.xml", "d/f.xml", None),
    ("*.xml\n!keep.xml", "keep.xml", Some(2)),
    ("*.xml\n!keep.xml", "d/keep.xml", Some(2)),
    ("d/\n!d/keep.xml", "d/keep.xml", Some(1)),
    ("d/*\n!d/keep.xml", "d/keep.xml", Some(2)),
    ("!a\na", "a", Some(2)),
    ("a\n!a\na", "a", Some(3)),
    ("# a\na", "a", Some(2)),
    ("\\#a", "#a", Some(1)),
    ("\\!a", "!a", Some(1)),
    ("a b", "a b", Some(1)),
    ("a  ", "a", Some(1)),
    ("a\\ ", "a ", Some(1)),
    ("a\t", "a", None),
    ("a?c", "abc", Some(1)),
    ("a?c", "a/c", None),
    ("[ab]c", "bc", Some(1)),
    ("[!ab]c", "bc", None),
    ("[^ab]c", "xc", Some(1)),
    ("x[!a]y", "x/y", None),
    ("[]-]c", "]c", Some(1)),
    ("[a\\]]c", "]c", Some(1)),
    ("[[:digit:]]c", "7c", Some(1)),
    ("{a,b}", "a", None),
    ("{a,b}", "{a,b}", Some(1)),
    ("force-app\\main", "force-app/main", None),
    ("force-app\\main", "force-appmain", Some(1)),
    ("A.XML", "a.xml", Some(1)),
    ("", "a", None),
    ("/", "a/", None),
    ("ä", "ä", Some(1)),
];

fn patterns(text: &str) -> ForceIgnore {
    ForceIgnore::parse(PathBuf::from("/p"), Path::new(FORCEIGNORE_FILE), text.as_bytes()).unwrap()
}

/// The deciding line of the file, and whether it ignores; built-in patterns are line 0.
fn decided(patterns: &ForceIgnore, path: &str) -> Option<(usize, bool)> {
    let verdict = patterns.why(Path::new(path)).unwrap();
    let line = |decision: Decision| decision.origin.place.map_or(0, |(_, line)| line);
    verdict.decided_by.map(|decision| (line(decision), verdict.ignored))
}

#[test]
fn the_recorded_verdicts_of_git() {
    for (text, path, expected) in RECORDED {
        let line = decided(&patterns(text), &format!("/p/{path}")).map(|(line, _)| line);
        assert_eq!(line, *expected, "{text:?} for {path}");
    }
}

#[test]
fn the_recorded_verdicts_are_those_of_the_git_at_hand() {
    for (text, path, expected) in RECORDED {
        let tree = TempDir::new().unwrap();
        make(tree.path(), path);
        let Some(verdicts) = git_verdicts(tree.path(), text, &[path]) else {
            eprintln!("skipped: there is no git here");
            return;
        };
        let line = verdicts[0].map(|(line, _)| line);
        assert_eq!(line, *expected, "{text:?} for {path}");
    }
}

fn make(tree: &Path, path: &str) {
    let whole = tree.join(path);
    if path.ends_with('/') {
        fs::create_dir_all(whole).unwrap();
    } else {
        fs::create_dir_all(whole.parent().unwrap()).unwrap();
        fs::write(whole, "").unwrap();
    }
}

fn git(tree: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(tree).env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    git.env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE").env_remove("GIT_WORK_TREE");
    git
}

/// What git says of each path: the line of the patterns that decides, and whether it ignores. Nothing without git.
fn git_verdicts(tree: &Path, text: &str, paths: &[&str]) -> Option<Vec<Option<(usize, bool)>>> {
    git(tree).args(["init", "-q"]).status().ok().filter(std::process::ExitStatus::success)?;
    fs::write(tree.join(".gitignore"), text).unwrap();
    fs::write(tree.join(".git/info/exclude"), BUILT_IN.join("\n")).unwrap();
    // A slash at the end would be part of the text that git matches; it sees for itself what is a folder.
    let asked_paths: Vec<&str> = paths.iter().map(|path| path.trim_end_matches('/')).collect();
    let arguments = ["-c", "core.ignorecase=true", "check-ignore", "-v", "-n", "-z", "--no-index", "--stdin"];
    let mut asked = git(tree).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("git runs");
    asked.stdin.take().unwrap().write_all(asked_paths.join("\0").as_bytes()).unwrap();
    let told = String::from_utf8(asked.wait_with_output().unwrap().stdout).unwrap();
    let fields: Vec<&str> = told.split_terminator('\0').collect();
    let verdict = |record: &[&str]| {
        let line = if record[0].ends_with("exclude") { 0 } else { record[1].parse().ok()? };
        Some((line, !record[2].starts_with('!')))
    };
    Some(fields.chunks(4).map(verdict).collect())
}

#[test]
fn what_sf_has_built_in() {
    let none = patterns("");
    for path in ["a.dup", ".hidden", "x/.git/config", "package2-descriptor.json", "x/Package2-Manifest.json", ".sf/x"] {
        assert!(none.why(&Path::new("/p").join(path)).unwrap().ignored, "{path}");
    }
    for path in ["a.dup.xml", "x", ".sf/orgs/00D/remoteMetadata/x.xml", "../elsewhere/.hidden"] {
        assert!(!none.why(&Path::new("/p").join(path)).unwrap().ignored, "{path}");
    }
    let mine = patterns("!.hidden");
    assert_eq!(decided(&mine, "/p/.hidden"), Some((1, false)));
}

#[test]
fn a_verdict_names_file_line_pattern_and_folder() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join(FORCEIGNORE_FILE), "\u{feff}# mine\r\nlegacy/  \r\n").unwrap();
    make(dir.path(), "force-app/legacy/x/");
    let folder = dir.path().join("force-app");
    let patterns = ForceIgnore::nearest(&folder).unwrap();
    let verdict = patterns.why(&folder.join("legacy/x/y.xml")).unwrap();
    let origin = Origin { place: Some((dir.path().join(FORCEIGNORE_FILE), 2)), pattern: "legacy/".to_owned() };
    let decided_by = Some(Decision { origin, folder: Some(folder.join("legacy")) });
    assert_eq!(verdict, Verdict { ignored: true, decided_by });
    assert_eq!(patterns.why(&folder.join("x.xml")).unwrap(), Verdict::UNTOUCHED);
}

#[test]
fn the_nearest_file_counts_alone() {
    let dir = TempDir::new().unwrap();
    make(dir.path(), "a/b/");
    fs::write(dir.path().join(FORCEIGNORE_FILE), "x").unwrap();
    fs::write(dir.path().join("a").join(FORCEIGNORE_FILE), "y").unwrap();
    let folder = dir.path().join("a/b");
    let patterns = ForceIgnore::nearest(&folder).unwrap();
    assert!(!patterns.why(&folder.join("x")).unwrap().ignored);
    assert!(patterns.why(&folder.join("y")).unwrap().ignored);
}

#[test]
fn a_file_that_cannot_be_used_is_an_error() {
    let parse = |bytes: &[u8]| ForceIgnore::parse(PathBuf::from("/p"), Path::new("p/.forceignore"), bytes);
    for (bytes, message) in [
        (&b"a\n[b"[..], "`p/.forceignore` line 2: the pattern `[b` is broken: `[` is never closed"),
        (b"a\n\nb\\", "`p/.forceignore` line 3: the pattern `b\\` is broken: the `\\` at the end escapes nothing"),
        (b"a\n\xff", "`p/.forceignore` is not UTF-8 in line 2"),
    ] {
        assert_eq!(parse(bytes).unwrap_err().to_string(), message);
    }
    let dir = TempDir::new().unwrap();
    make(dir.path(), ".forceignore/");
    let error = ForceIgnore::nearest(dir.path()).unwrap_err();
    assert!(matches!(error, ForceIgnoreError::Unreadable { .. }), "{error}");
}

#[test]
fn backslashes_for_folders_are_told() {
    let patterns = patterns("a/b\nforce-app\\main\n\\#x");
    let lines: Vec<_> = patterns.backslashes().iter().filter_map(|origin| origin.place.as_ref()).collect();
    assert_eq!(lines, [&(PathBuf::from(FORCEIGNORE_FILE), 2)]);
}

const TREE: &[&str] = &[
    "a",
    "b/a",
    "b/ab",
    "b/c/a",
    "b/c/x.y",
    "b/c/d/a b",
    "A b/a",
    "x.y",
    "{a}",
    "d/[a]",
    "d/-",
    "d/a/",
    "d/a-b/c",
    "e/.sf/orgs/o/remoteMetadata/f.xml",
    "e/.sf/x",
    ".h/a",
    "e/a.dup",
    "bb",
    "c/b/a/c/b/a",
];

fn stars_after_a_name(body: &str) -> bool {
    body.match_indices("**").any(|(at, _)| !matches!(body[..at].chars().last(), None | Some('/' | '*')))
}

fn pattern_lines() -> impl Strategy<Value = String> {
    let pieces = [
        "a",
        "b",
        "c",
        "x.y",
        "*",
        "*",
        "**",
        "/",
        "/",
        "?",
        "[ab]",
        "[!a]",
        "[^b/]",
        "[a-c]",
        "[-]",
        "[]a]",
        "\\a",
        "{",
        "}",
        "{a,b}",
        ".",
        " ",
        "-",
        "[[:alpha:]]",
        "A",
        ".sf",
        "**/",
        "/**",
        "[\\]b]",
        "[!-/]",
        "[+--]",
    ];
    let piece = proptest::sample::select(pieces.to_vec());
    let body = proptest::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat());
    let line = (any::<bool>(), any::<bool>(), body, any::<bool>())
        .prop_filter("git is at odds with its manual", |(_, _, body, _)| !stars_after_a_name(body))
        .prop_map(|(not, root, body, folder)| {
            let not = if not { "!" } else { "" };
            let root = if root { "/" } else { "" };
            let folder = if folder { "/" } else { "" };
            format!("{not}{root}{body}{folder}")
        });
    proptest::collection::vec(line, 1..5).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_patterns_mean_what_they_mean_to_git(text in pattern_lines()) {
        let tree = TempDir::new().unwrap();
        for path in TREE {
            make(tree.path(), path);
        }
        let Some(expected) = git_verdicts(tree.path(), &text, TREE) else {
            return Ok(());
        };
        let file = tree.path().join(FORCEIGNORE_FILE);
        if let Ok(patterns) = ForceIgnore::parse(tree.path().to_path_buf(), &file, text.as_bytes()) {
            for (path, expected) in TREE.iter().zip(expected) {
                let whole = tree.path().join(path);
                let verdict = decided(&patterns, whole.to_str().unwrap());
                prop_assert_eq!(verdict, expected, "{:?} for {}", &text, path);
                let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
                let is_concerned = patterns.concerns_files_in(folder) || patterns.concerns_files_named(name);
                prop_assert!(is_concerned || !patterns.ignores(Path::new(path), false), "{:?} for {}", &text, path);
            }
        }
    }
}
