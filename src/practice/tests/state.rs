//! The state on the disk: kept, shared, and refused when it is not ours.

use std::fs;

use super::{ALL, EC, STRIPE, STRIPE_ADDRESS, client::*, package};
use crate::practice::{Pace, Practice, PracticeError, SeedError};

fn opened(bench: &Bench) -> Result<Practice, PracticeError> {
    Practice::open(options(bench.folder.path(), &bench.watch, Pace::Steps))
}

#[test]
fn a_restart_changes_nothing_and_the_seed_is_read_once() {
    let org = Bench::of(&[(EC, STRIPE)]);
    let manifest = package(&[("NamedCredential", &["Stripe"])]);
    let files = [("package.xml", manifest.as_str()), ("namedCredentials/Stripe.namedCredential", STRIPE_ADDRESS)];
    let done = org.deploy(ALL, &zip(&files));
    let before = org.outcome(&done);
    let waiting = org.deploy(ALL, &zip(&files));
    fs::remove_dir_all(org.folder.path().join("seed")).unwrap();
    let components = org.practice.components().unwrap();
    let org = org.restarted();
    assert_eq!(org.practice.components().unwrap(), components);
    assert_eq!(org.status(&done), before);
    assert_eq!(org.outcome(&waiting)["status"], "Succeeded");
    let left: Vec<String> =
        fs::read_dir(org.state()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(left.len(), 3, "the state, the components and the lock: {left:?}");
}

#[test]
fn two_processes_may_use_one_folder() {
    let org = Bench::of(&[]);
    let others: Vec<Practice> = (0..4).map(|_| opened(&org).unwrap()).collect();
    std::thread::scope(|scope| {
        for (number, other) in others.iter().enumerate() {
            let org = &org;
            scope.spawn(move || {
                for round in 0..5 {
                    let name = format!("C{number}x{round}");
                    let manifest = package(&[("ExternalCredential", &[&name])]);
                    let path = format!("externalCredentials/{name}.externalCredential");
                    org.deploy(ALL, &zip(&[("package.xml", &manifest), (&path, STRIPE)]));
                    other.components().unwrap();
                }
            });
        }
    });
    org.watch.forward(2_000);
    let second = opened(&org).unwrap();
    assert_eq!(second.components().unwrap().len(), 20);
    assert_eq!(org.practice.components().unwrap(), second.components().unwrap());
    let records: std::collections::BTreeSet<String> =
        second.components().unwrap().into_iter().map(|one| one.record).collect();
    assert_eq!(records.len(), 20);
}

#[test]
fn state_that_is_broken_foreign_or_newer_is_left_alone() {
    let org = Bench::of(&[(EC, STRIPE)]);
    let file = org.state().join("org.json");
    let good = fs::read_to_string(&file).unwrap();
    let half = &good[..good.len() / 2];
    let newer = good.replace("\"format\": 1", "\"format\": 2");
    for (text, expected) in [
        (half, "is broken"),
        ("{}", "was not written by the practice org"),
        (&newer, "has format 2"),
        ("", "is broken"),
    ] {
        fs::write(&file, text).unwrap();
        let error = opened(&org).unwrap_err().to_string();
        assert!(
            error.contains(expected) && error.contains("org.json") && error.contains("xcred practice reset"),
            "{error}"
        );
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
        let reply = org.soap("<listMetadata/>");
        assert_eq!(reply.status, 500);
        assert!(reply.text().contains(expected));
    }
    fs::write(&file, &good).unwrap();
    let components = fs::read_dir(org.state()).unwrap().map(|entry| entry.unwrap().path());
    let components = components.into_iter().find(|path| path.to_string_lossy().contains("components-")).unwrap();
    fs::write(&components, "[").unwrap();
    assert!(opened(&org).unwrap_err().to_string().contains("components-"));
    Practice::reset(&org.state()).unwrap();
    assert_eq!(opened(&org).unwrap().components().unwrap().len(), 1);
    Practice::reset(&org.folder.path().join("never there")).unwrap();
}

#[test]
fn a_reset_starts_over_and_leaves_what_is_not_ours() {
    let org = Bench::of(&[(EC, STRIPE)]);
    let manifest = package(&[]);
    let destructive = package(&[("ExternalCredential", &["Stripe"])]);
    org.deployed(ALL, &[("package.xml", &manifest), ("destructiveChanges.xml", &destructive)]);
    assert_eq!(org.practice.components().unwrap().len(), 0);
    fs::write(org.state().join("mine.txt"), "x").unwrap();
    Practice::reset(&org.state()).unwrap();
    assert!(org.state().join("mine.txt").exists());
    assert_eq!(org.practice.components().unwrap().len(), 1);
}

fn refused(seed: &[(&str, &str)]) -> SeedError {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in seed {
        let path = folder.path().join("seed").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    match Practice::open(options(folder.path(), &Watch::new(), Pace::Steps)) {
        Err(PracticeError::Seed(error)) => {
            assert!(!folder.path().join("state/org.json").exists());
            error
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_seed_that_cannot_be_trusted_is_refused_with_the_file() {
    assert!(matches!(refused(&[]), SeedError::Unreadable { .. }));
    let twice = refused(&[("a/X.externalCredential", STRIPE), ("b/X.externalCredential-meta.xml", STRIPE)]);
    let words = twice.to_string();
    assert!(words.contains("ExternalCredential:X twice") && words.contains("X.externalCredential-meta.xml"), "{words}");
    let broken = refused(&[("X.externalCredential", "<ExternalCredential>\n<label>")]).to_string();
    assert!(broken.contains("X.externalCredential:2:8"), "{broken}");
    let wrong = refused(&[("X.externalCredential", "<NamedCredential/>")]).to_string();
    assert!(wrong.contains("`<NamedCredential>`"), "{wrong}");
    assert!(matches!(refused(&[("X.crt", "x")]), SeedError::Half { .. }));
    assert!(matches!(refused(&[("X.crt-meta.xml", "<Certificate/>")]), SeedError::Half { .. }));
}

#[test]
fn a_port_that_is_taken_is_told() {
    let org = Bench::of(&[]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _inside = runtime.enter();
    let error = org.practice.start(org.address.port(), secret()).unwrap_err();
    assert!(error.to_string().contains(&org.address.port().to_string()), "{error}");
}
