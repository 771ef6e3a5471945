use serde_json::{Value, json};

use super::*;
use crate::{
    bundle::archive::{self, ArchiveError, ArchiveLimits},
    diff::compare,
    metadata::{Component, ComponentFile, FileRole},
};

const VERSION: ApiVersion = ApiVersion::new(66);

/// A file of a plan's archive.
type File = (String, Vec<u8>);

fn credential(name: &str, text: &str) -> Component {
    let path = format!("force-app/{name}.externalCredential-meta.xml");
    let bytes = format!("<ExternalCredential><label>{text}</label></ExternalCredential>").into_bytes();
    Component::of_one_file(ComponentId::new("ExternalCredential", name), path, bytes)
}

fn certificate(name: &str) -> Component {
    let file = |path: &str, role, text: &str| ComponentFile { path: path.into(), role, bytes: text.as_bytes().into() };
    let meta = file("certs/C.crt-meta.xml", FileRole::Metadata, "<Certificate/>");
    Component::new(ComponentId::new("Certificate", name), vec![meta, file("certs/C.crt", FileRole::Content, "x")])
}

fn org() -> Snapshot {
    let words = "canary of the org";
    Snapshot::of([credential("Changed", words), credential("Old", words), credential("Same", "same")])
}

fn project() -> Snapshot {
    Snapshot::of([credential("Changed", "b"), credential("New", "c"), credential("Same", "same"), certificate("C")])
}

fn manifest(ids: &[&str]) -> Manifest {
    let ids: Vec<ComponentId> = ids.iter().map(|id| id.parse().unwrap()).collect();
    Manifest::of(Some(VERSION), &ids)
}

fn plan_at(second: i64) -> Plan {
    let (held, project) = (org(), project());
    let changes = compare(&held, &project).changes;
    let sent = project.select(|id| changes.get(id).is_some());
    let asked = manifest(&["ExternalCredential:*", "Certificate:*"]);
    let options = DeployOptions {
        rollback_on_error: false,
        test_level: Some(crate::org::TestLevel::RunSpecifiedTests),
        run_tests: vec!["ErpTest".to_owned()],
        ..DeployOptions::default()
    };
    Plan::of(Draft {
        made: Made { at: Timestamp::from_second(second).unwrap(), by: "xcred 0.1.0".to_owned() },
        org: PlannedOrg {
            id: "00D000000000001".parse().unwrap(),
            instance: "acme.my.salesforce.com".to_owned(),
            asked,
        },
        options,
        version: VERSION,
        sent,
        deleted: [None, Some(manifest(&["ApexClass:Old", "ExternalCredential:Old"]))],
        changes: &changes,
        held: &held,
    })
    .unwrap()
}

fn told(plan: &Plan) -> Vec<String> {
    plan.steps()
        .map(|(id, step)| {
            format!(
                "{:?} {id} {}",
                step.deed,
                if matches!(step.held, Holding::Content(_)) { "#".to_owned() } else { step.held.to_string() }
            )
        })
        .collect()
}

#[test]
fn a_plan_reads_back_as_it_was_and_is_the_same_bytes() {
    let (plan, bytes) = (plan_at(1), plan_at(1).to_bytes());
    assert_eq!(bytes, plan.to_bytes());
    let read = Plan::from_bytes(&bytes).unwrap();
    assert_eq!(read.to_bytes(), bytes);
    assert_eq!((&read.made, &read.org, &read.options, read.version()), (&plan.made, &plan.org, &plan.options, VERSION));
    assert_eq!(read.sent(), plan.sent());
    assert_eq!(read.bundle().to_zip(), plan.bundle().to_zip(), "what is sent is what was planned");
    let expected = [
        "Delete ApexClass:Old unseen",
        "Create Certificate:C nothing",
        "Change ExternalCredential:Changed #",
        "Create ExternalCredential:New nothing",
        "Delete ExternalCredential:Old #",
    ];
    assert_eq!(
        (told(&read), told(&plan)),
        (expected.map(str::to_owned).to_vec(), expected.map(str::to_owned).to_vec())
    );
}

#[test]
fn the_time_is_all_that_tells_two_plans_of_the_same_apart() {
    let [one, other] = [1, 2].map(|second| files(&plan_at(second).to_bytes()));
    let without_time = |files: Vec<File>| with_json(files, |body| body["made"]["at"] = json!(null));
    assert_ne!(one, other);
    assert_eq!(without_time(one), without_time(other));
}

#[test]
fn nothing_that_the_org_holds_is_in_it() {
    for (name, bytes) in files(&plan_at(1).to_bytes()) {
        assert!(!String::from_utf8_lossy(&bytes).contains("canary"), "{name}");
    }
}

#[test]
fn what_happened_to_a_component_of_the_plan_is_told_and_of_others_is_not() {
    let plan = plan_at(1);
    assert_eq!(plan.drift(&org()), []);
    let now =
        [credential("Changed", "other"), credential("New", "c"), credential("Same", "other"), credential("X", "x")];
    let told: Vec<String> = plan.drift(&Snapshot::of(now)).iter().map(ToString::to_string).collect();
    let expected = [
        "`ExternalCredential:Changed` was changed there",
        "`ExternalCredential:New` was created there",
        "`ExternalCredential:Old` was deleted there",
    ];
    assert_eq!(told, expected);
}

fn files(bytes: &[u8]) -> Vec<File> {
    let entries = archive::read(bytes, ArchiveLimits::default()).unwrap();
    entries.into_iter().map(|entry| (entry.name, entry.bytes)).collect()
}

fn zip(files: &[File]) -> Vec<u8> {
    archive::write(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))
}

/// The same files with another `plan.json`.
fn with_json(mut files: Vec<File>, change: impl FnOnce(&mut Value)) -> Vec<File> {
    let mut body: Value = serde_json::from_slice(&files[0].1).unwrap();
    change(&mut body);
    files[0].1 = serde_json::to_vec(&body).unwrap();
    files
}

/// What a reader says to these files.
fn refused(files: &[File]) -> String {
    Plan::from_bytes(&zip(files)).expect_err("it is no plan that can be trusted").to_string()
}

/// What a reader says to a plan whose `plan.json` says something else.
fn refused_json(change: impl FnOnce(&mut Value)) -> String {
    refused(&with_json(files(&plan_at(1).to_bytes()), change))
}

/// The place in the archive, and in the list of entries, of a file.
fn place(files: &[File], name: &str) -> usize {
    files.iter().position(|(one, _)| one == name).unwrap()
}

const CHANGED: &str = "externalCredentials/Changed.externalCredential";

#[test]
fn an_archive_that_is_not_as_it_is_listed_is_refused() {
    let whole = files(&plan_at(1).to_bytes());
    let forged = |change: &dyn Fn(&mut Vec<File>)| {
        let mut files = whole.clone();
        change(&mut files);
        refused(&files)
    };
    let at = place(&whole, CHANGED);
    insta::assert_snapshot!(forged(&|files| files[at].1.push(b' ')), @"`externalCredentials/Changed.externalCredential` is not what was planned: its SHA-256 is not the one in `plan.json`");
    insta::assert_snapshot!(forged(&|files| drop(files.remove(at))), @"the plan lists `externalCredentials/Changed.externalCredential` where its archive holds `externalCredentials/New.externalCredential`");
    insta::assert_snapshot!(forged(&|files| drop(files.pop())), @"the plan lists `externalCredentials/New.externalCredential` where its archive holds nothing");
    insta::assert_snapshot!(forged(&|files| files.swap(at, at + 1)), @"the plan lists `externalCredentials/Changed.externalCredential` where its archive holds `externalCredentials/New.externalCredential`");
    insta::assert_snapshot!(forged(&|files| files.push(("classes/Evil.cls".to_owned(), b"x".to_vec()))), @"the plan's archive holds `classes/Evil.cls`, which `plan.json` does not list");
    insta::assert_snapshot!(forged(&|files| files.push(("../Evil.cls".to_owned(), b"x".to_vec()))), @"the archive holds `../Evil.cls`, a path that leads out of it");
    insta::assert_snapshot!(forged(&|files| drop(files.remove(0))), @"this is no plan file");
    insta::assert_snapshot!(forged(&|files| files.swap(0, 1)), @"this is no plan file");
}

/// Puts a file into the archive and into the list, as one who can count hashes does.
fn planted(name: &str, bytes: &[u8], origin: Option<&str>) -> String {
    let mut files = files(&plan_at(1).to_bytes());
    let mut listed = json!({ "name": name, "sha256": Digest::of(bytes).to_string() });
    if let Some(component) = origin {
        (listed["component"], listed["source"]) = (json!(component), json!("x"));
    }
    if let Some(at) = files.iter().position(|(one, _)| one == name) {
        files[at].1 = bytes.to_vec();
        return refused(&with_json(files, |body| body["entries"][at - 1]["sha256"] = listed["sha256"].clone()));
    }
    files.push((name.to_owned(), bytes.to_vec()));
    refused(&with_json(files, |body| body["entries"].as_array_mut().unwrap().push(listed)))
}

#[test]
fn an_entry_that_follows_from_no_component_is_refused_however_well_it_is_listed() {
    let more =
        manifest(&["Certificate:C", "ExternalCredential:Changed", "ExternalCredential:New", "ExternalCredential:X"]);
    let everything = manifest(&["ExternalCredential:*"]);
    let other = manifest(&["ExternalCredential:Old", "ExternalCredential:Same"]);
    insta::assert_snapshot!(planted("classes/Evil.cls", b"x", None), @"`classes/Evil.cls` of the plan does not follow from the components that the plan names");
    insta::assert_snapshot!(planted("classes/Evil.cls", b"x", Some("ApexClass:Evil")), @"`classes/Evil.cls` of the plan does not follow from the components that the plan names");
    insta::assert_snapshot!(planted("externalCredentials/X.externalCredential", b"x", Some("ExternalCredential:Y")), @"`package.xml` of the plan does not follow from the components that the plan names");
    insta::assert_snapshot!(planted("externalCredentials/X.externalCredential", b"x", Some("ExternalCredential:X")), @"`package.xml` of the plan does not follow from the components that the plan names");
    insta::assert_snapshot!(planted("package.xml", more.to_xml().as_bytes(), None), @"`package.xml` of the plan does not follow from the components that the plan names");
    insta::assert_snapshot!(planted("destructiveChangesPre.xml", other.to_xml().as_bytes(), None), @"`destructiveChangesPost.xml` of the plan does not follow from the components that the plan names");
    insta::assert_snapshot!(planted("destructiveChangesPost.xml", everything.to_xml().as_bytes(), None), @"`destructiveChangesPost.xml` of the plan does not follow from the components that the plan names");
    insta::assert_snapshot!(planted("destructiveChangesPost.xml", other.to_xml().as_bytes(), None), @"the plan contradicts itself about `ExternalCredential:Same`: what it does to it is not told");
    insta::assert_snapshot!(planted("destructiveChangesPost.xml", b"<Package/>", None), @"`destructiveChangesPost.xml` of the plan does not follow from the components that the plan names");
}

#[test]
fn a_plan_that_contradicts_itself_is_refused() {
    let step = |at: usize, member: &'static str, value: &'static str| {
        move |body: &mut Value| body["components"][at][member] = json!(value)
    };
    insta::assert_snapshot!(refused_json(step(2, "deed", "delete")), @"the plan contradicts itself about `ExternalCredential:Changed`: it is told as deleted, and is sent");
    insta::assert_snapshot!(refused_json(step(4, "deed", "change")), @"the plan contradicts itself about `ExternalCredential:Old`: it is told as sent, and is not");
    insta::assert_snapshot!(refused_json(step(2, "held", "unseen")), @"the plan contradicts itself about `ExternalCredential:Changed`: what the org held of it is not told");
    insta::assert_snapshot!(refused_json(step(2, "component", "ExternalCredential:New")), @"the plan contradicts itself about `ExternalCredential:New`: it is told twice");
    insta::assert_snapshot!(refused_json(step(2, "component", "ExternalCredential:X")), @"the plan contradicts itself about `ExternalCredential:Changed`: what it does to it is not told");
    insta::assert_snapshot!(refused_json(|body| drop(body["components"].as_array_mut().unwrap().pop())), @"the plan contradicts itself about `ExternalCredential:Old`: what it does to it is not told");
    insta::assert_snapshot!(refused_json(|body| body["org"]["asked"] = json!({ "Certificate": ["C"] })), @"the plan contradicts itself about `ExternalCredential:Changed`: the org was not asked for it");
}

#[test]
fn what_cannot_be_understood_is_told() {
    insta::assert_snapshot!(refused_json(|body| *body = json!({ "schemaVersion": 2, "later": [] })), @"the plan has schema version 2, and this xcred reads up to 1: a newer xcred made it");
    insta::assert_snapshot!(refused_json(|body| body["schemaVersion"] = json!(0)), @"`plan.json` of the plan cannot be understood: there is no schema version 0");
    insta::assert_snapshot!(refused_json(|body| body["surprise"] = json!(1)), @"`plan.json` of the plan cannot be understood: unknown field `surprise`, expected one of `schemaVersion`, `made`, `org`, `apiVersion`, `options`, `components`, `entries` at line 1 column 1812");
    insta::assert_snapshot!(refused_json(|body| body["org"]["id"] = json!("005000000000001")), @"`plan.json` of the plan cannot be understood: `005000000000001` is no org id; one has 15 or 18 letters and digits and starts with `00D`");
    insta::assert_snapshot!(refused_json(|body| body["components"][0]["held"] = json!("abc")), @"`plan.json` of the plan cannot be understood: a SHA-256 is written with 64 digits from `0` to `f`");
    insta::assert_snapshot!(refused_json(|body| body["apiVersion"] = json!("66.1")), @"`plan.json` of the plan cannot be understood: `66.1` is not an API version; one looks like `64.0` at line 1 column 20");
    insta::assert_snapshot!(refused_json(|body| *body = json!([])), @"`plan.json` of the plan cannot be understood: invalid length 0, expected struct Versioned with 1 element at line 1 column 2");
}

#[test]
fn what_is_no_plan_or_half_of_one_is_an_error() {
    let bytes = plan_at(1).to_bytes();
    for end in 0..bytes.len() {
        assert!(Plan::from_bytes(&bytes[..end]).is_err(), "{end} of {} bytes", bytes.len());
    }
    assert!(is_plan(&bytes[..64]));
    for other in
        [&b""[..], b"PK", b"{}", &archive::write([("plan.jsonx", &b"x"[..])]), &archive::write([("x", &b"x"[..])])]
    {
        assert!(!is_plan(other));
        assert!(matches!(Plan::from_bytes(other), Err(PlanError::NotAPlan)));
    }
    let large = vec![0; MOST_PLAN_BYTES + 1];
    assert!(matches!(Plan::from_bytes(&large), Err(PlanError::TooLarge { .. })));
}

#[test]
fn bombs_and_two_entries_of_one_name_are_stopped() {
    let mut bomb = plan_at(1).to_bytes();
    let listed = bomb.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    bomb[listed + 24..listed + 28].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(Plan::from_bytes(&bomb), Err(PlanError::Archive(ArchiveError::TooLarge { .. }))));
    let names: Vec<String> = (0..=crate::bundle::MOST_FILES).map(|number| number.to_string()).collect();
    let many = names.iter().map(|name| (name.as_str(), &b""[..]));
    let many = archive::write([(PLAN_JSON, &b"{}"[..])].into_iter().chain(many));
    assert!(matches!(Plan::from_bytes(&many), Err(PlanError::Archive(ArchiveError::TooManyFiles { .. }))));
    let mut files = files(&plan_at(1).to_bytes());
    files.push((CHANGED.replace("Changed", "Chbnged"), b"other".to_vec()));
    let mut bytes = zip(&files);
    for at in 0..bytes.len() - 7 {
        if &bytes[at..at + 7] == b"Chbnged" {
            bytes[at + 2] = b'a';
        }
    }
    assert!(matches!(Plan::from_bytes(&bytes), Err(PlanError::Archive(ArchiveError::SameName))));
}
