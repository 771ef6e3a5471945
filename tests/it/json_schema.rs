//! Each document of `--json` satisfies `docs/schema/output.json`, and the schema refuses what is not such a document.

use crate::support::{
    Conversation, Sandbox,
    org::against,
    projects::{credential, credential_file, empty_project, parameter, sample},
    schema::{complaints, document},
    sf_files::{KEYS, write, write_key, write_login},
};
use serde_json::{Value, json};

/// Orgs that are listed and shown: logins of the environment and of the Salesforce CLI, one of them named.
fn orgs() -> Vec<Conversation> {
    let sandbox = empty_project();
    write_key(&sandbox, KEYS[0]);
    write_login(&sandbox, KEYS[0], "me@acme.example", "http://127.0.0.1:1", "x");
    write(&sandbox, ".sfdx/alias.json", "{\"orgs\":{\"qa\":\"me@acme.example\"}}");
    let run = |args: &[&str]| against("http://127.0.0.1:1", &sandbox, args).run();
    vec![
        run(&["org", "list", "--json", "--check"]).success(),
        run(&["org", "show", "--json", "-o", "qa"]).exits(65),
        run(&["org", "show", "--json"]).exits(65),
        run(&["org", "show", "--json", "-o", "practice"]).success(),
        run(&["org", "show", "--json", "-o", "nobody"]).exits(64),
        run(&["diff", "--json"]).exits(65),
    ]
}

/// A project of one component, and a manifest that names another.
fn small_project() -> Sandbox {
    let small = empty_project();
    small.write(credential_file("A"), credential("x", ""));
    let unknown_member = "<Package><types><members>B</members><name>ExternalCredential</name></types></Package>";
    small.write("other.xml", unknown_member);
    small
}

/// One document of each kind that needs no org but the practice org, rich in members.
fn documents() -> Vec<Value> {
    let sandbox = sample();
    sandbox.write("force-app/again/Shop.externalCredential", credential("x", ""));
    sandbox.write("force-app/near/Near.externalCredentials-meta.xml", "x");
    sandbox.write("force-app/broken/Broken.externalCredential", "<ExternalCredential>");
    let site = "force-app/main/default/cspTrustedSites/Shop_Images.cspTrustedSite-meta.xml";
    sandbox.write(site, "<CspTrustedSite><context>LEX</context></CspTrustedSite>");
    sandbox.write("integrations/shared/certs/Larkhill_Signing.crt", "another one");
    let header = "force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml";
    let text = String::from_utf8(sandbox.read(header)).expect("UTF-8");
    sandbox.write(header, text.replace("{!&apos;Bearer &apos; &amp; $Credential.Stripe.ApiKey}", "sk_live"));
    for (path, from, to) in [
        (
            "force-app/main/default/namedCredentials/Stripe.namedCredential-meta.xml",
            "<allowMergeFieldsInHeader>true</allowMergeFieldsInHeader>",
            "",
        ),
        ("force-app/main/default/namedCredentials/Shop.namedCredential-meta.xml", "InBody>false", "InBody>true"),
        ("practice-seed/namedCredentials/Shop.namedCredential", "allowMergeFieldsInBody>", "ignored>"),
    ] {
        let text = String::from_utf8(sandbox.read(path)).expect("UTF-8");
        sandbox.write(path, text.replace(from, to));
    }
    sandbox.copy(sandbox.path("practice-seed"), "base");
    let erp = sandbox.read("base/externalCredentials/Erp.externalCredential");
    let renamed = String::from_utf8(erp).expect("UTF-8").replace("<label>ERP<", "<label>Orders<");
    sandbox.write("base/externalCredentials/Erp.externalCredential", renamed);
    let small = small_project();
    let file = credential_file("A");
    let aside = empty_project();
    let claim = parameter("JwtBodyClaim", "aud", "https://erp.example.com");
    aside.write(credential_file("B"), credential("x", &claim).replace("    <label", "<label"));
    [
        sandbox.run(["scan", "--json"]).exits(1),
        sandbox.run(["manifest", "--json"]).exits(1),
        sandbox.run(["diff", "practice-seed", "project", "--json"]).exits(1),
        sandbox.run(["diff", "practice-seed", "project", "--base", "base", "--json"]).exits(1),
        sandbox.run(["diff", "project", "practice-seed", "--json"]).exits(1),
        small.run(["scan", "--json", "-x", "other.xml"]).success(),
        small.run(["scan", "--json", "--why", &file]).success(),
        small.run(["fmt", "--json", "--check"]).success(),
        aside.run(["fmt", "--json", "--check"]).exits(1),
        aside.run(["check", "--json"]).exits(1),
        aside.run(["check", "--json", "--fix"]),
        small.run(["manifest", "--json"]).success(),
        small.run(["manifest", "--json", "-o", "-", "--wildcard"]).success(),
        small.run(["diff", "force-app", "project", "--json", "--exit-code"]).success(),
        sandbox.run(["check", "--json"]).exits(1),
        small.run(["check", "--json", "--fail-on", "never"]).success(),
        small.run(["scan", "--json", "-m", "Nothing"]).exits(64),
        small.run(["manifest", "--json", "-o", "nowhere/x.xml"]).exits(65),
        small.run(["--json", "scann"]).exits(64),
    ]
    .iter()
    .chain(&[explanations(&small), orgs()].concat())
    .chain(&with_practice(&sandbox))
    .map(document)
    .collect()
}

/// What is done with the practice org: of a project with errors no plan is made, and of the sample one.
fn with_practice(with_errors: &Sandbox) -> [Conversation; 3] {
    let (plan, sound) = (["plan", "-o", "practice", "--out", "x.plan", "--json"], sample());
    [with_errors.run(plan).exits(1), sound.run(plan).success(), sound.run(["practice", "reset", "--json"]).success()]
}

/// Something of each kind that can be explained.
const TOPICS: &[&str] = &[
    "unknown-value",
    "component-refused",
    "ExternalCredential",
    "ExternalCredentialParameter",
    "ExternalCredential.externalCredentialParameters.parameterType",
    "ExternalCredential.externalCredentialParameters",
    "ExternalCredential.authenticationProtocol.Oauth",
    "ExternalCredentialParameter.parameterType.AuthHeader",
    "troubles",
    "proxy-needs-login",
    "65",
];

fn explanations(sandbox: &Sandbox) -> Vec<Conversation> {
    let explain = |topic: &str| sandbox.run(["explain", "--json", topic]).success();
    let unknown = sandbox.run(["explain", "--json", "nothing"]).exits(64);
    TOPICS.iter().map(|topic| explain(topic)).chain([sandbox.run(["explain", "--json"]).success(), unknown]).collect()
}

/// Members that a document may lack, by the way to them; `#` stands for a place in a list.
const OPTIONAL: &[&str] = &[
    "error/trouble",
    "result/findings/#/component",
    "result/findings/#/location",
    "result/findings/#/help",
    "result/findings/#/excerpt",
    "result/findings/#/fix",
    "result/fixes",
    "result/components/#/elements",
    "result/components/#/content",
    "result/components/#/content/certificateBefore",
    "result/components/#/content/certificateAfter",
    "result/components/#/elements/#/before/region",
    "result/components/#/elements/#/after/region",
    "result/components/#/origin",
    "result/components/#/elements/#/origin",
    "result/components/#/content/origin",
];

/// Collects each object in a value, with the way to it.
fn objects<'v>(value: &'v Value, way: &mut Vec<String>, found: &mut Vec<(Vec<String>, &'v Value)>) {
    let mut inside = |key: String, child: &'v Value| {
        way.push(key);
        objects(child, way, found);
        way.pop();
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(key, child)| inside(key.clone(), child)),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, child)| inside(index.to_string(), child)),
        _ => return,
    }
    if value.is_object() {
        found.push((way.clone(), value));
    }
}

/// The document with one of its objects changed.
fn with(document: &Value, way: &[String], change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> Value {
    let mut changed = document.clone();
    let pointer: String = way.iter().map(|key| format!("/{key}")).collect();
    let object = changed.pointer_mut(&pointer).and_then(Value::as_object_mut).expect("the way leads to an object");
    change(object);
    changed
}

/// The way with places in lists written as `#`. What both sides agree on is told as what differs.
fn shape(way: &[String], member: &str) -> String {
    let general = |key: &String| match key.as_str() {
        "agreed" => "components".to_owned(),
        place if place.parse::<usize>().is_ok() => "#".to_owned(),
        key => key.to_owned(),
    };
    way.iter().map(general).chain([member.to_owned()]).collect::<Vec<_>>().join("/")
}

#[test]
fn the_schema_holds_for_every_document_and_for_nothing_like_it() {
    let (mut checked, mut accepted) = (0, Vec::new());
    for document in documents() {
        let mut found = Vec::new();
        objects(&document, &mut Vec::new(), &mut found);
        for (way, object) in found {
            let mut try_one = |member: &str, what: &str, changed: Value| {
                checked += 1;
                if complaints(&changed).is_empty() {
                    accepted.push(format!("{what} {}", shape(&way, member)));
                }
            };
            try_one(
                "surprise",
                "extra",
                with(&document, &way, |object| drop(object.insert("surprise".into(), json!(1)))),
            );
            for (member, value) in object.as_object().expect("only objects were collected") {
                let wrong = if value.is_object() { json!([]) } else { json!({}) };
                try_one(
                    member,
                    "wrong type",
                    with(&document, &way, |object| drop(object.insert(member.clone(), wrong))),
                );
                if !OPTIONAL.contains(&shape(&way, member).as_str()) {
                    try_one(member, "missing", with(&document, &way, |object| drop(object.remove(member))));
                }
            }
        }
    }
    accepted.sort();
    accepted.dedup();
    assert_eq!(accepted, [""; 0], "the schema accepts these documents, which no command prints");
    println!("{checked} documents like ours and not ours were refused");
    assert!(checked > 1000, "{checked}");
}

#[test]
fn what_may_be_missing_is_missing_somewhere() {
    let documents = documents();
    let mut found = Vec::new();
    for document in &documents {
        objects(document, &mut Vec::new(), &mut found);
    }
    for optional in OPTIONAL {
        let member = optional.rsplit('/').next().expect("a way has a last part");
        let parents = found.iter().filter(|(way, _)| shape(way, member) == *optional);
        let (with, without): (Vec<_>, Vec<_>) = parents.partition(|(_, object)| object.get(member).is_some());
        // Only what an org says of a deployment has no place in a file.
        let without_org = *optional == "result/findings/#/location";
        assert!(
            !with.is_empty() && (without_org || !without.is_empty()),
            "{optional}: {} with, {} without",
            with.len(),
            without.len()
        );
    }
}

#[test]
fn the_schema_knows_every_exit_code() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/output.json");
    let schema: Value = serde_json::from_slice(&std::fs::read(path).expect("it is there")).expect("it is JSON");
    let codes: Vec<u8> = xcred::cli::exit::EXITS.iter().map(|(_, code, _)| *code).collect();
    assert_eq!(schema["properties"]["status"]["enum"], json!(codes));
}
