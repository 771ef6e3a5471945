use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

mod certificates;
mod moves;
mod noise;
mod unsaid;

const PATH: &str = "Stripe.externalCredential-meta.xml";

fn snapshot_of(type_name: &str, text: &str) -> Snapshot {
    let mut snapshot = Snapshot::default();
    let id = ComponentId::new(type_name, "Stripe");
    snapshot.insert(Component::of_one_file(id, PATH, text.as_bytes())).unwrap();
    snapshot
}

/// The changes between two texts, one a line: path, values, lines.
fn changes(type_name: &str, before: &str, after: &str) -> Vec<String> {
    let comparison = compare(&snapshot_of(type_name, before), &snapshot_of(type_name, after));
    assert!(comparison.findings.is_empty(), "{:?}", comparison.findings);
    let Some((_, change)) = comparison.changes.iter().next() else {
        return Vec::new();
    };
    let Detail::Elements(elements) = &change.detail else { panic!("{change:?}") };
    elements.iter().map(told).collect()
}

fn told(change: &ElementChange) -> String {
    let shown = |shown: &Shown| match shown {
        Shown::Clear(text) => text.clone(),
        Shown::Hidden => "(hidden)".to_owned(),
        Shown::Revealed(value) => format!("revealed {}", value.expose()),
    };
    let side = |value: &Option<Value>| {
        let Some(value) = value else {
            return "-".to_owned();
        };
        let line = value.region.map_or("default".to_owned(), |region| region.start.line.to_string());
        match &value.content {
            Content::Text(text) => format!("{}@{line}", shown(text)),
            Content::Fields(fields) => {
                let fields: Vec<_> = fields.iter().map(|(name, text)| format!("{name}={}", shown(text))).collect();
                format!("{{{}}}@{line}", fields.join(" "))
            }
        }
    };
    format!("{} {} -> {}", change.path, side(&change.before), side(&change.after))
}

pub(super) fn credential(inner: &str) -> String {
    format!("<ExternalCredential xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n{inner}\n</ExternalCredential>\n")
}

pub(super) fn parameter(name: &str, kind: &str, rest: &str) -> String {
    format!(
        "<externalCredentialParameters><parameterName>{name}</parameterName>\
         <parameterType>{kind}</parameterType>{rest}</externalCredentialParameters>"
    )
}

#[test]
fn order_formatting_entities_defaults_and_comments_are_no_difference() {
    let one = credential(
        "<authenticationProtocol>Custom</authenticationProtocol>\n<externalCredentialParameters>\
         <parameterGroup>DefaultGroup</parameterGroup><parameterName>X-Key</parameterName>\
         <parameterType>AuthHeader</parameterType><parameterValue>{!&apos;a&apos; &amp; $Credential.A.B}</parameterValue>\
         <sequenceNumber>1</sequenceNumber></externalCredentialParameters><externalCredentialParameters>\
         <parameterGroup>Admin</parameterGroup><parameterName>Admin</parameterName>\
         <parameterType>NamedPrincipal</parameterType></externalCredentialParameters><label>A</label>",
    );
    let other = credential(
        "<!-- ours --><label>A</label>\r\n<externalCredentialParameters>\r\n\t<parameterType> NamedPrincipal </parameterType>\
         <parameterName>Admin</parameterName></externalCredentialParameters><externalCredentialParameters>\
         <sequenceNumber> 1\n</sequenceNumber><parameterValue><![CDATA[{!'a' & $Credential.A.B}]]></parameterValue>\
         <parameterType>AuthHeader</parameterType><parameterName>X-Ke&#121;</parameterName>\
         </externalCredentialParameters><description></description><authenticationProtocol>Custom</authenticationProtocol>",
    );
    assert_eq!(changes("ExternalCredential", &one, &other), [""; 0]);
}

#[test]
fn a_changed_value_is_told_with_both_values_and_both_lines() {
    let one = credential(&parameter("Admin", "NamedPrincipal", "\n<sequenceNumber>1</sequenceNumber>"));
    let other = credential(&parameter("Admin", "NamedPrincipal", "\n\n<sequenceNumber>2</sequenceNumber>"));
    let expected = ["externalCredentialParameters[NamedPrincipal,Admin].sequenceNumber 1@3 -> 2@4"];
    assert_eq!(changes("ExternalCredential", &one, &other), expected);
}

#[test]
fn parameters_that_come_and_go_are_told_whole() {
    let one = credential(&parameter("AwsRegion", "AuthParameter", "<parameterValue>eu-west-1</parameterValue>"));
    let other = credential(&parameter("Admin", "NamedPrincipal", ""));
    let expected = [
        "externalCredentialParameters[AuthParameter,AwsRegion] {parameterName=AwsRegion parameterType=AuthParameter \
         parameterValue=eu-west-1}@2 -> -",
        "externalCredentialParameters[NamedPrincipal,Admin] - -> {parameterName=Admin \
         parameterType=NamedPrincipal}@2",
    ];
    assert_eq!(changes("ExternalCredential", &one, &other), expected);
}

#[test]
fn a_group_that_is_not_the_default_tells_parameters_apart() {
    let scope = |group: &str, value: &str| {
        let rest = format!("<parameterGroup>{group}</parameterGroup><parameterValue>{value}</parameterValue>");
        parameter("Scope", "AuthParameter", &rest)
    };
    let one = credential(&(scope("A", "read") + &scope("DefaultGroup", "all")));
    let other = credential(&(scope("DefaultGroup", "all") + &scope("A", "write")));
    let expected = ["externalCredentialParameters[AuthParameter,Scope,A].parameterValue read@2 -> write@2"];
    assert_eq!(changes("ExternalCredential", &one, &other), expected);
}

#[test]
fn secrets_are_told_as_changed_and_never_carried_along() {
    let header = |value: &str| {
        credential(&parameter("X-Key", "AuthHeader", &format!("<parameterValue>{value}</parameterValue>")))
    };
    let path = "externalCredentialParameters[AuthHeader,X-Key].parameterValue";
    let told = changes("ExternalCredential", &header("sk_live_1"), &header("sk_live_2"));
    assert_eq!(told, [format!("{path} (hidden)@2 -> (hidden)@2")]);
    let told = changes("ExternalCredential", &header("sk_live_1"), &header("{!$Credential.A.Key}"));
    assert_eq!(told, [format!("{path} (hidden)@2 -> {{!$Credential.A.Key}}@2")]);
    let comparison = compare(
        &snapshot_of("ExternalCredential", &header("sk_live_1")),
        &snapshot_of("ExternalCredential", &header("sk_live_2")),
    );
    assert!(!format!("{comparison:?}").contains("sk_live"));
}

#[test]
fn what_a_person_asked_to_see_is_carried_along_and_printed_by_nobody_else() {
    let header = |value: &str| {
        credential(&parameter("X-Key", "AuthHeader", &format!("<parameterValue>{value}</parameterValue>")))
    };
    let oddity = |value: &str| format!("<Oddity><a>x</a><clientSecret>{value}</clientSecret></Oddity>");
    for (kind, one, other) in [
        ("ExternalCredential", header("sk_live_1"), header("sk_live_2")),
        ("Oddity", oddity("sk_live_1"), oddity("sk_live_2")),
    ] {
        let terms = Terms { masking: Masking::Revealed, ..Terms::default() };
        let comparison = compare_on(&snapshot_of(kind, &one), &snapshot_of(kind, &other), &terms);
        assert!(!format!("{comparison:?}").contains("sk_live"), "{comparison:?}");
        let (_, change) = comparison.changes.iter().next().unwrap();
        match &change.detail {
            Detail::Elements(elements) => assert!(told(&elements[0]).contains("revealed sk_live_1"), "{elements:?}"),
            Detail::Text(hunks) => {
                let shown = |line: &HunkLine| Some(line.revealed.as_ref()?.expose().trim().to_owned());
                let shown: Vec<String> = hunks[0].lines.iter().filter_map(shown).collect();
                let expected = [1, 2].map(|number| format!("<clientSecret>sk_live_{number}</clientSecret>"));
                assert_eq!(shown, expected);
            }
        }
    }
}

#[test]
fn what_came_or_went_is_told_in_brief() {
    let further = parameter("Admin", "NamedPrincipal", "")
        + &parameter("AuthProviderUrl", "AuthProviderUrl", "<parameterValue>https://h.example/t?k=s</parameterValue>");
    let some = snapshot_of(
        "ExternalCredential",
        &credential(&format!("<authenticationProtocol>Oauth</authenticationProtocol>{further}")),
    );
    for comparison in [compare(&Snapshot::default(), &some), compare(&some, &Snapshot::default())] {
        let (_, change) = comparison.changes.iter().next().unwrap();
        let brief = change.brief.as_ref().unwrap();
        assert_eq!(
            (brief.protocol.as_deref(), &brief.principals[..]),
            (Some("OAuth 2.0 browser flow, or client credentials by an identity provider"), &["Admin".to_owned()][..])
        );
        assert_eq!(brief.addresses, [Shown::Clear("https://h.example/t?***".to_owned())]);
    }
}

#[test]
fn elements_that_no_table_knows_are_compared_by_what_they_hold() {
    let one = credential("<extra><a>1</a><b>2</b></extra><extra><a>3</a></extra><more>x</more>");
    let other = credential("<extra><a>3</a></extra><extra><b>2</b><a>1</a></extra><more>y</more>");
    assert_eq!(changes("ExternalCredential", &one, &other), ["more x@2 -> y@2"]);
    let token =
        changes("ExternalCredential", &credential("<apiToken>1</apiToken>"), &credential("<apiToken>2</apiToken>"));
    assert_eq!(token, ["apiToken (hidden)@2 -> (hidden)@2"]);
}

#[test]
fn types_without_element_knowledge_are_compared_by_canonical_text() {
    let one = "<Oddity><b>1</b><a>x</a><clientSecret>s1</clientSecret></Oddity>";
    let same = "<?xml version=\"1.0\"?><Oddity>\r\n<a>x</a><clientSecret>s1</clientSecret><b>1</b></Oddity>";
    assert!(compare(&snapshot_of("Oddity", one), &snapshot_of("Oddity", same)).changes.is_empty());
    let other = "<Oddity><b>2</b><a>x</a><clientSecret>s2</clientSecret></Oddity>";
    let comparison = compare(&snapshot_of("Oddity", one), &snapshot_of("Oddity", other));
    let (_, change) = comparison.changes.iter().next().unwrap();
    let Detail::Text(hunks) = &change.detail else { panic!("{change:?}") };
    let sign = |line: &HunkLine| match line.sign {
        Sign::Both => ' ',
        Sign::Before => '-',
        Sign::After => '+',
    };
    let told: Vec<String> = hunks[0].lines.iter().map(|line| format!("{}{}", sign(line), line.text.trim())).collect();
    let expected = [
        " <?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        " <Oddity xmlns=\"http://soap.sforce.com/2006/04/metadata\">",
        " <a>x</a>",
        "-<b>1</b>",
        "-<clientSecret>(hidden value 1)</clientSecret>",
        "+<b>2</b>",
        "+<clientSecret>(hidden value 2)</clientSecret>",
        " </Oddity>",
    ];
    assert_eq!(told, expected);
}

#[test]
fn files_that_cannot_be_compared_are_findings() {
    let good = snapshot_of("ExternalCredential", &credential(""));
    let comparison = compare(&good, &snapshot_of("ExternalCredential", "<ExternalCredential>\n<label>x"));
    assert!(comparison.changes.is_empty() && comparison.changes.unchanged() == 0);
    let finding = &comparison.findings[0];
    assert_eq!(finding.location.as_ref().unwrap().to_string(), format!("{PATH}:2:9"));
    assert_eq!(finding.message, "`<label>` of line 2 is never closed");
    let comparison = compare(&snapshot_of("ExternalCredential", "<NamedCredential/>"), &good);
    assert_eq!(comparison.findings[0].rule.id, "wrong-root");
    let comparison = compare(&Snapshot::default(), &snapshot_of("ExternalCredential", "<a"));
    assert_eq!((comparison.findings.len(), comparison.changes.is_empty()), (1, true));
}

#[test]
fn components_of_one_side_are_added_or_removed() {
    let some = snapshot_of("ExternalCredential", &credential(""));
    let none = Snapshot::default();
    assert_eq!(compare(&none, &some).changes.count(ChangeKind::Added), 1);
    assert_eq!(compare(&some, &none).changes.count(ChangeKind::Removed), 1);
    assert_eq!(compare(&some, &some).changes.unchanged(), 1);
}

/// A model of a credential: parameter key to sequence number and value, both harmless.
type Model = BTreeMap<(String, String), (u8, String)>;

fn models() -> impl Strategy<Value = Model> {
    let key = (Just("AuthParameter".to_owned()), "(Scope|AwsRegion|AwsService|AwsAccountId)");
    proptest::collection::btree_map(key, (1..9_u8, "[a-z]{1,3}"), 0..5)
}

fn text_of(model: &Model, backwards: bool) -> String {
    let mut parts: Vec<String> = model
        .iter()
        .map(|((kind, name), (number, value))| {
            let rest = format!("<parameterValue>{value}</parameterValue>\n<sequenceNumber>{number}</sequenceNumber>");
            parameter(name, kind, &rest)
        })
        .collect();
    if backwards {
        parts.reverse();
    }
    credential(&parts.join("\n"))
}

/// Applies changes to a model, as far as the model goes.
fn apply(model: &mut Model, changes: &[ElementChange]) {
    let clear = |shown: &Shown| match shown {
        Shown::Clear(text) => text.clone(),
        Shown::Hidden | Shown::Revealed(_) => panic!("the model holds no secret"),
    };
    for change in changes {
        let steps = change.path.steps();
        let key = (steps[0].key[0].clone(), steps[0].key[1].clone());
        match (&change.after, steps.get(1)) {
            (None, None) => drop(model.remove(&key)),
            (Some(Value { content: Content::Fields(fields), .. }), None) => {
                let field = |name: &str| clear(&fields.iter().find(|(known, _)| known == name).unwrap().1);
                model.insert(key, (field("sequenceNumber").parse().unwrap(), field("parameterValue")));
            }
            (Some(Value { content: Content::Text(text), .. }), Some(step)) => {
                let slot = model.get_mut(&key).unwrap();
                match step.name.as_str() {
                    "sequenceNumber" => slot.0 = clear(text).parse().unwrap(),
                    _ => slot.1 = clear(text),
                }
            }
            other => panic!("{other:?}"),
        }
    }
}

proptest! {
    #[test]
    fn a_with_a_is_empty_in_any_order(model in models()) {
        let told = changes("ExternalCredential", &text_of(&model, false), &text_of(&model, true));
        prop_assert!(told.is_empty(), "{:?}", told);
    }

    #[test]
    fn applying_the_changes_to_a_gives_b(a in models(), b in models()) {
        let comparison = compare(
            &snapshot_of("ExternalCredential", &text_of(&a, false)),
            &snapshot_of("ExternalCredential", &text_of(&b, true)),
        );
        let mut applied = a.clone();
        if let Some((_, change)) = comparison.changes.iter().next() {
            let Detail::Elements(elements) = &change.detail else { panic!("{change:?}") };
            apply(&mut applied, elements);
        }
        prop_assert_eq!(applied, b);
    }
}

#[test]
fn what_stands_inside_a_hidden_value_is_hidden_too() {
    let header = |value: &str| credential(&parameter("X-Key", "AuthHeader", value));
    let value =
        |text: &str| header(&format!("<parameterValue><parameterValue>{text}</parameterValue></parameterValue>"));
    let deep = |text: &str| header(&format!("<parameterValue><a><b>{text}</b></a></parameterValue>"));
    for (before, after) in [
        (value("canary-1"), value("canary-2")),
        (deep("canary-1"), deep("canary-2")),
        (header("<parameterValue>canary-1</parameterValue>"), value("canary-2")),
        (credential(""), value("canary-2")),
        (credential(""), deep("canary-2")),
        (deep("canary-1"), credential("")),
    ] {
        let told = changes("ExternalCredential", &before, &after);
        assert!(!told.is_empty() && told.iter().all(|line| !line.contains("canary")), "{told:?}");
    }
    let secret = |text: &str| credential(&format!("<clientSecret><value>{text}</value></clientSecret>"));
    let told = changes("ExternalCredential", &secret("canary-1"), &secret("canary-2"));
    assert!(!told.is_empty() && told.iter().all(|line| !line.contains("canary")), "{told:?}");
}
