//! What the rules about well-formedness and the schema say in the corners that their examples do not reach.

use std::{collections::BTreeSet, path::Path};

use proptest::prelude::*;

use super::{
    Look, Question, Severities, check, mend,
    rules::{RULES, rule_named},
};
use crate::{
    finding::{Finding, Severity},
    metadata::{
        ApiVersion, Component, ComponentFile, FileRole, Snapshot, registry,
        shape::{Invention, Kind, MetadataType},
    },
    source::identify,
};

/// The rules of the schema that look at whole components.
const OF_WHOLE_FILES: &[&str] = &["byte-order-mark", "needless-full-name", "type-not-in-version"];

const CREDENTIAL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Basic</authenticationProtocol>
    <externalCredentialParameters>
        <parameterGroup>Campaigns</parameterGroup>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"#;

fn found_in(path: &str, bytes: &[u8], version: u16) -> Vec<Finding> {
    let id = identify(Path::new(path)).unwrap();
    let file = ComponentFile { path: path.into(), role: FileRole::Metadata, bytes: bytes.into() };
    let mut snapshot = Snapshot::default();
    snapshot.insert(Component::new(id, vec![file])).unwrap();
    let found = check(&Question {
        snapshot: &snapshot,
        bystanders: &[],
        version: ApiVersion::new(version),
        whole_project: false,
        unread: &BTreeSet::new(),
        org: None,
        severities: &Severities::default(),
    });
    // What a parameter means, and what stands beside a file, is not this file's schema.
    let is_of_schema = |id: &str| {
        let look = rule_named(id).map(|rule| rule.look);
        OF_WHOLE_FILES.contains(&id) || matches!(look, Some(Look::Oddities(_) | Look::Urls(_) | Look::Reading))
    };
    found.into_iter().filter(|finding| is_of_schema(finding.rule.id)).collect()
}

/// The findings in an external credential, by the newest API version that we know.
fn found(bytes: impl AsRef<[u8]>) -> Vec<Finding> {
    let newest = ApiVersion::NEWEST_KNOWN.major();
    found_in("externalCredentials/Newsletter.externalCredential-meta.xml", bytes.as_ref(), newest)
}

/// The credential with one thing changed.
#[track_caller]
fn changed(old: &str, new: &str) -> String {
    let text = CREDENTIAL.replacen(old, new, 1);
    assert_ne!(text, CREDENTIAL, "{old}");
    text
}

/// The rules that fire, as often as they do.
fn rules_of(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.rule.id).collect()
}

/// What the file becomes when all is mended that can be.
fn mended(text: &str) -> String {
    let findings = found(text);
    let fixes = findings.iter().filter_map(|finding| finding.fix.as_ref());
    String::from_utf8(mend(text.as_bytes(), fixes).unwrap().bytes).unwrap()
}

/// The part of the text that the finding points at.
fn cut(text: &str, finding: &Finding) -> String {
    let region = finding.location.as_ref().unwrap().region.unwrap();
    let offset = |line: usize, column: usize| {
        let before: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        before + text[before..].chars().take(column - 1).map(char::len_utf8).sum::<usize>()
    };
    let (start, end) = (region.start, region.end);
    text[offset(start.line, start.column)..offset(end.line, end.column)].to_owned()
}

#[test]
fn a_name_after_a_stray_angle_is_told_only_where_tables_know_it() {
    for value in [
        "p<QcanaryQ</label>",
        "p<QcanaryQ>d</label>",
        "p<QcanaryQ>d</label></QcanaryQ>",
        "p</QcanaryQ></label>",
        "p<QcanaryQ:label/></label>",
        "p<a:QcanaryQ>d</label>",
        "p&#QcanaryQ;d</label>",
        "p&QcanaryQ;d</label>",
        "p<QcanaryQ",
        "p<![QcanaryQ</label>",
    ] {
        for end in ["\n</ExternalCredential>\n", ""] {
            let text = changed("Newsletter</label>\n</ExternalCredential>\n", &format!("{value}{end}"));
            let findings = found(&text);
            assert_eq!(findings.len(), 1, "{text}");
            assert!(!format!("{findings:?}").contains("QcanaryQ"), "{findings:#?}");
        }
    }
    let outside = format!("{CREDENTIAL}</QcanaryQ>");
    assert!(!format!("{:?}", found(&outside)).contains("QcanaryQ"));
    let outside = format!("{CREDENTIAL}<QcanaryQ/>");
    assert!(!format!("{:?}", found(&outside)).contains("QcanaryQ"));
    let told = &found(changed("</label>", "</description>"))[0].message;
    assert_eq!(told, "`</description>` stands where `</label>` is due for line 10");
}

#[test]
fn the_credential_is_right() {
    assert_eq!(rules_of(&found(CREDENTIAL)), [""; 0]);
}

#[test]
fn what_is_not_well_formed_is_told_at_the_place_with_its_way_out() {
    for (text, rule, place, help) in [
        (changed("</label>", ""), "not-well-formed", "</ExternalCredential>", "write `</label>`, or add it before"),
        (CREDENTIAL.replace("</ExternalCredential>", ""), "not-well-formed", START, "add `</ExternalCredential>`"),
        (changed("Newsletter<", "a < b<"), "not-well-formed", "<", "write `&lt;`"),
        (changed("Newsletter<", "a <1b</1b><"), "not-well-formed", "1b</1b", "write `&lt;`"),
        (changed("Newsletter<", "a\u{1}<"), "not-well-formed", "\u{1}", "delete it"),
        (changed("Newsletter<", "&nbsp;<"), "not-well-formed", "&nbsp;", "write the character itself"),
        (changed("Newsletter<", "&#0;<"), "not-well-formed", "&#0;", "write the character itself"),
        (changed("Newsletter<", "a]]>b<"), "not-well-formed", "]]>", "write `]]&gt;`"),
        (changed("<label>", "<a:label>"), "not-well-formed", "a", "delete the prefix"),
        (changed("<?xml", "\n<?xml"), "not-well-formed", DECLARATION, "begin the file with"),
        (changed("<?xml", "\nold <?xml"), "not-well-formed", "old ", "delete it: only comments"),
        (changed("<label>", "<!-- <label>"), "not-well-formed", "<!-- <label>", "close it"),
        (CREDENTIAL.to_owned() + "</x>", "not-well-formed", "</x>", "delete it, or open"),
        (CREDENTIAL.to_owned() + "<x/>", "not-well-formed", "<x/>", "put it into the root"),
        (changed("<Ext", "<!DOCTYPE a>\n<Ext"), "not-well-formed", "<!DOCTYPE a>", "delete the declaration"),
        (String::new(), "not-well-formed", "", "write the component into it"),
        (changed("Newsletter<", "a & b; c<"), "unescaped-ampersand", "&", "write `&amp;`"),
        (changed("<label>", "<label a=\"x & y\">"), "unescaped-ampersand", "&", "write `&amp;`"),
        (changed("<label>", "<!--- a ---><label>"), "comment-with-hyphens", "--", "write one hyphen"),
    ] {
        let findings = found(&text);
        assert_eq!(rules_of(&findings), [rule], "{text}");
        assert_eq!(cut(&text, &findings[0]), place, "{text}");
        let told = findings[0].help.as_deref().unwrap();
        assert!(told.starts_with(help), "`{told}` for {text}");
    }
}

const START: &str = r#"<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">"#;
const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

#[test]
fn no_part_of_a_value_is_told_where_the_markup_is_broken() {
    for broken in ["Hunter2<Hunter2</label>", "<Hunter2 Hunter2</label>", "&Hunter2;</label>", "& Hunter2;</label>"] {
        let text = changed("Newsletter</label>", broken);
        for finding in found(&text) {
            let told = format!("{} {:?} {:?} {:?}", finding.message, finding.help, finding.excerpt, finding.fix);
            assert!(!told.contains("Hunter2"), "{broken}: {told}");
        }
    }
}

#[test]
fn bytes_that_are_not_utf_8_are_told_with_their_way_out() {
    let wide: Vec<u8> = CREDENTIAL.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xff\xfe".as_slice(), &wide].concat();
    let latin = changed("Newsletter", "M@nster").replace('@', "\u{fc}");
    let latin: Vec<u8> = latin.chars().map(|one| u8::try_from(u32::from(one)).unwrap()).collect();
    for (bytes, help) in [(wide, "PowerShell"), (marked, "PowerShell"), (latin, "Windows-1252")] {
        let findings = found(bytes);
        assert_eq!(rules_of(&findings), ["wrong-encoding"]);
        assert!(findings[0].help.as_deref().unwrap().contains(help));
    }
}

#[test]
fn a_fix_renames_both_tags_and_keeps_the_rest() {
    let text = changed("<label>Newsletter</label>", "<Label >Newsletter</Label\n>");
    assert_eq!(rules_of(&found(&text)), ["unknown-element"]);
    assert_eq!(mended(&text), changed("<label>Newsletter</label>", "<label >Newsletter</label\n>"));
    let empty = changed("    <label>", "    <Description/>\n    <label>");
    assert_eq!(mended(&empty), changed("    <label>", "    <description/>\n    <label>"));
}

#[test]
fn nothing_is_renamed_into_a_second_one() {
    for before in ["<Label>x</Label><label>", "<Label>x</Label><LABEL>y</LABEL><label>"] {
        let text = changed("<label>", before);
        assert_eq!(mended(&text), text);
    }
    let twice = changed("<label>Newsletter</label>", "<Label>x</Label><LABEL>y</LABEL>");
    assert_eq!(mended(&twice), twice);
}

#[test]
fn elements_that_stand_apart_are_told_wherever_they_do() {
    let parameter = &CREDENTIAL[CREDENTIAL.find("    <ext").unwrap()..CREDENTIAL.find("    <label>").unwrap()];
    let other = |name: &str| parameter.replace("Campaigns", name);
    let text = changed("</label>\n", &format!("</label>\n{}{}<description/>\n{}", other("A"), other("B"), other("C")));
    let findings = found(&text);
    assert_eq!(rules_of(&findings), ["scattered-elements", "scattered-elements"]);
    let lines: Vec<&str> = findings.iter().filter_map(|one| one.help.as_deref()).collect();
    assert_eq!(lines, ["move it to the one in line 4", "move it to the one in line 17"]);
}

#[test]
fn what_stands_around_is_kept_when_a_full_name_is_deleted() {
    let on_a_line = changed("    <label>", "    <!-- a -->\n\t<fullName>Newsletter</fullName> \r\n    <label>");
    assert_eq!(mended(&on_a_line), changed("    <label>", "    <!-- a -->\n    <label>"));
    let among_others = changed("<label>", "<fullName>Newsletter</fullName><label>");
    assert_eq!(mended(&among_others), CREDENTIAL);
    let another = changed("<label>", "<fullName>Mailings</fullName><label>");
    let findings = found(&another);
    assert_eq!((rules_of(&findings), &findings[0].fix), (vec!["needless-full-name"], &None));
    assert_eq!(findings[0].message, "`<fullName>` is not `Newsletter`, as the file is called");
}

#[test]
fn a_namespace_is_mended_where_the_root_declares_it() {
    let right = "xmlns=\"http://soap.sforce.com/2006/04/metadata\"";
    for wrong in ["", "xmlns=\"\"", "xmlns=\"https://soap.sforce.com/2006/04/metadata\""] {
        let text = changed(right, wrong);
        assert_eq!(rules_of(&found(&text)), ["wrong-namespace"], "{wrong}");
        assert_eq!(rules_of(&found(mended(&text))), [""; 0], "{wrong}");
    }
    let prefixed = CREDENTIAL.replace("</", "</m:").replace("</m:m:", "</m:");
    let prefixed = prefixed.replace('<', "<m:").replace("<m:/m:", "</m:").replace("<m:?", "<?");
    let prefixed = prefixed.replace("xmlns=", "xmlns:m=");
    assert_eq!(rules_of(&found(&prefixed)), [""; 0], "{prefixed}");
    for below in ["label>", "externalCredentialParameters>"] {
        let text = changed(&format!("<{below}"), &format!("<{}", below.replace('>', " xmlns=\"urn:x\">")));
        assert_eq!(rules_of(&found(&text)), ["wrong-namespace"]);
    }
}

#[test]
fn the_misspelt_name_of_what_is_missing_is_told_once() {
    let text = changed("<parameterName>Campaigns</parameterName>", "<ParameterName>Campaigns</ParameterName>");
    assert_eq!(rules_of(&found(text)), ["unknown-element"]);
}

#[test]
fn an_element_in_a_value_is_one_fault_whatever_the_value_should_be() {
    for (value, wrong) in [(">Basic<", "><b/><"), (">1<", "><b/><"), (">Newsletter<", ">a<b/><")] {
        assert_eq!(rules_of(&found(changed(value, wrong))), ["element-in-value"]);
    }
}

#[test]
fn text_between_elements_is_told_and_not_shown() {
    let text = changed("    <label>", "    Hunter2 \n<![CDATA[Hunter2]]>\n    <label>");
    let findings = found(&text);
    assert_eq!(rules_of(&findings), ["misplaced-text", "misplaced-text"]);
    assert_eq!(findings.iter().map(|one| cut(&text, one)).collect::<Vec<_>>(), ["Hunter2", "<![CDATA[Hunter2]]>"]);
    assert!(!format!("{findings:?}").contains("Hunter2"), "{findings:?}");
}

#[test]
fn only_attributes_of_xml_itself_are_taken() {
    let xsi = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
    let nil = changed("<label>", "<description xsi:nil=\"true\"/><label>")
        .replace("<ExternalCredential ", "<ExternalCredential @ ");
    assert_eq!(rules_of(&found(nil.replace('@', xsi))), [""; 0]);
    let text = changed("<ExternalCredential ", "<ExternalCredential token=\"Hunter2\" ");
    let findings = found(text);
    assert_eq!(rules_of(&findings), ["unexpected-attribute"]);
    assert!(!format!("{findings:?}").contains("Hunter2"));
}

#[test]
fn what_a_newer_version_may_have_is_no_error() {
    let text = changed("<label>", "<rotation>x</rotation><label>").replace(">Basic<", ">Quantum<");
    let path = "externalCredentials/Newsletter.externalCredential-meta.xml";
    let severities = |version| -> Vec<Severity> {
        found_in(path, text.as_bytes(), version).iter().map(|finding| finding.rule.severity).collect()
    };
    let newest = ApiVersion::NEWEST_KNOWN.major();
    assert_eq!(severities(newest), [Severity::Error, Severity::Error]);
    assert_eq!(severities(newest + 1), [Severity::Note, Severity::Note]);
}

#[test]
fn what_a_version_lacks_is_told_with_what_it_has_instead() {
    let provider = r#"<ExternalAuthIdentityProvider xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationFlow>ClientCredentials</authenticationFlow>
    <authenticationProtocol>OAuth</authenticationProtocol>
    <externalAuthIdentityProviderParameters>
        <parameterName>TokenUrl</parameterName>
        <parameterType>TokenUrl</parameterType>
        <parameterValue>https://shop.example.com/token</parameterValue>
        <sequenceNumber>1</sequenceNumber>
    </externalAuthIdentityProviderParameters>
    <label>Shop</label>
</ExternalAuthIdentityProvider>"#;
    let permission_set = r#"<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
    <externalCredentialPrincipalAccesses>
        <enabled>true</enabled>
        <externalCredentialPrincipal>Newsletter-Campaigns</externalCredentialPrincipal>
    </externalCredentialPrincipalAccesses>
    <label>Editors</label>
</PermissionSet>"#;
    let principal = changed("<sequence", "<principal>Editors</principal><sequence").replace("Basic", "Custom");
    let group = CREDENTIAL.replace("Basic", "Custom");
    let credential = "externalCredentials/Newsletter.externalCredential-meta.xml";
    let shop = "externalAuthIdentityProviders/Shop.externalAuthIdentityProvider-meta.xml";
    for (path, text, version, rule, help) in [
        (credential, principal.as_str(), 58, "element-not-in-version", "until 57.0; since 59.0 the permission set"),
        (credential, &group, 57, "element-not-in-version", "since 58.0; before, parameters have no group"),
        (credential, CREDENTIAL, 59, "value-not-in-version", "since 60.0; before, `Custom`"),
        (shop, provider, 62, "element-not-in-version", "since 63.0; before, parameters have no order"),
        (shop, provider, 60, "type-not-in-version", "since 61.0"),
        (
            "permissionsets/Editors.permissionset-meta.xml",
            permission_set,
            58,
            "element-not-in-version",
            "since 59.0; up to 57.0",
        ),
    ] {
        let findings = found_in(path, text.as_bytes(), version);
        assert_eq!(rules_of(&findings), [rule], "{version} {text}");
        let told = findings[0].help.as_deref().unwrap();
        assert!(told.starts_with(&format!("it is there {help}")), "{told}");
    }
}

/// A component of the type that holds an invented element, or a value in an element.
fn holding(table: &MetadataType, within: Option<&str>, inside: &str) -> String {
    let outer = within.map(|holder| {
        let is_it = |kind: &Kind| matches!(kind, Kind::Structure(name) if name == holder);
        table.elements.iter().find(|shape| is_it(&shape.kind)).expect("a structure has its element").name.clone()
    });
    let inside = outer.map_or_else(|| inside.to_owned(), |name| format!("<{name}>{inside}</{name}>"));
    format!(r#"<{0} xmlns="http://soap.sforce.com/2006/04/metadata">{inside}</{0}>"#, table.name)
}

fn assert_told(table: &MetadataType, text: &str, rule: &str, invention: &Invention) {
    let path = format!("{}/{}", table.directory, table.source_file_name("X"));
    let findings = found_in(&path, text.as_bytes(), 66);
    let told = findings.iter().find(|one| one.rule.id == rule).and_then(|one| one.help.clone());
    assert_eq!(told.as_ref(), Some(&invention.instead), "{text}");
}

#[test]
fn each_invention_of_the_tables_is_answered_in_its_own_words() {
    let mut number = 0;
    for table in registry() {
        let lists = table.structures.iter().map(|(name, one)| (Some(name.as_str()), &one.inventions));
        for (holder, inventions) in std::iter::once((None, &table.inventions)).chain(lists) {
            for invention in inventions {
                let text = holding(table, holder, &format!("<{0}>x</{0}>", invention.name));
                assert_told(table, &text, "unknown-element", invention);
                number += 1;
            }
        }
        let lists = table.structures.iter().map(|(name, one)| (Some(name.as_str()), &one.elements));
        for (holder, shapes) in std::iter::once((None, &table.elements)).chain(lists) {
            for shape in shapes {
                for invention in table.enumeration(shape).map_or(&[][..], |one| &one.inventions) {
                    let text = holding(table, holder, &format!("<{0}>{1}</{0}>", shape.name, invention.name));
                    assert_told(table, &text, "unknown-value", invention);
                    number += 1;
                }
            }
        }
    }
    assert!(number >= 20, "only {number} inventions were found");
}

#[test]
fn each_answer_of_a_server_to_broken_xml_or_a_broken_schema_stands_in_a_rule() {
    for words in [
        "principals invalid at this location in type ExternalCredential",
        "Property 'principal' not valid in version 66.0",
        "Error parsing file: Element externalCredentialParameters is duplicated at this location in type ExternalCredential",
        "Error parsing file: The string \"--\" is not permitted within comments.",
        "Error parsing file: Unexpected element {http://soap.sforce.com/2006/04/metadata}b during simple type deserialization",
        "Required field is missing: label",
        "Content is not allowed in prolog.",
    ] {
        assert!(RULES.iter().any(|rule| rule.why.contains(words)), "{words}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn whatever_is_broken_ends_in_findings_and_a_fix_mends_what_it_was_for(
        at in 0..CREDENTIAL.len(),
        length in 0..30usize,
        junk in prop::collection::vec(prop::sample::select(b"<>&;/!-[]?aX\"'=: \r\n\x00\xc3\xa4\xff".as_slice()), 0..12),
    ) {
        let after = (at + length).min(CREDENTIAL.len());
        let broken = [&CREDENTIAL.as_bytes()[..at], &junk, &CREDENTIAL.as_bytes()[after..]].concat();
        let findings = found(&broken);
        for finding in &findings {
            let Some(fix) = &finding.fix else { continue };
            let mended = found(mend(&broken, [fix]).unwrap().bytes);
            let again = |one: &&Finding| one.rule == finding.rule && one.location == finding.location;
            prop_assert!(mended.iter().find(again).is_none(), "{}: {}", finding.rule.id, finding.message);
        }
    }
}
