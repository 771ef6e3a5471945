//! Headers that are text and formula in turn.

use std::ops::Range;

use crate::{
    check::{CheckRule, Example, Look, Notes, Parameter, Subject, formula::{self, Form, Part}},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    xml::Span,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "formula-not-whole",
        severity: Severity::Warning,
        summary: "A header's value mixes text with formulas.",
    },
    fixable: true,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "The value of a header is text or one formula. In `Bearer {!$Credential.Newsletter.Token}` the word before \
          the formula makes all of it something else; what is sent is not what was meant.",
    way_out: "Write one formula, with the text in quotes: `{!'Bearer ' & $Credential.Newsletter.Token}`, in which XML \
              spells `&` as `&amp;`.",
    source: "Salesforce Help: Use Named Credential Formula Functions in Custom Headers, where each value is one \
             formula; so are 20 of 29 values with formulas in 90 real files.",
    look: Look::Parameters(&["ExternalCredential", "NamedCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Authorization</parameterName>
        <parameterType>AuthHeader</parameterType>
        <parameterValue>⟦Bearer {!$Credential.Newsletter.Token}⟧</parameterValue>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"#,
        )],
        right: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Authorization</parameterName>
        <parameterType>AuthHeader</parameterType>
        <parameterValue>{!'Bearer ' &amp; $Credential.Newsletter.Token}</parameterValue>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"#,
        )],
    },
};

fn look(subject: &Subject<'_>, parameter: &Parameter<'_>, notes: &mut Notes) {
    let Some(value) = formula::value_of(parameter).filter(|value| formula::form(value.text) == Form::Mixed) else { return };
    let note = notes.add(&RULE, value.span, format!("the value of {} is not one formula", parameter.called()));
    note.help("write `{!'text' & $Credential.NAME.PARAMETER}`; XML spells `&` as `&amp;`");
    let raw = std::str::from_utf8(value.span.cut(subject.document.bytes())).ok().filter(|raw| shows_its_signs(raw));
    if let Some(edits) = raw.and_then(|raw| joined(raw, value.text)) {
        let start = value.span.start as usize;
        let placed = edits.into_iter().map(|(at, text)| (Span::new(start + at.start, start + at.end), text.to_owned()));
        note.fix("write the value as one formula", placed);
    }
}

/// Whether the value as it is written shows its quotes and braces, none of them as a reference or in a CDATA section.
fn shows_its_signs(raw: &str) -> bool {
    let mut references = raw.split('&').skip(1);
    references.all(|rest| ["amp;", "lt;", "gt;"].iter().any(|name| rest.starts_with(name))) && !raw.contains('<')
}

/// The edits that make one formula of a value; nothing where that takes more than joining what can be read.
///
/// The edits hold signs alone and leave the text where it is: it can be a secret.
fn joined(raw: &str, text: &str) -> Option<Vec<(Range<usize>, &'static str)>> {
    if !text.contains("{!") {
        return wrapped(raw, text);
    }
    let (written, meant) = (formula::parts(raw), formula::parts(text));
    let can_be_joined = |part: &Part| match part {
        Part::Text(range) => !text[range.clone()].contains(['\'', '"', '\\', '{', '}', '&']),
        Part::Formula(range) => formula::mentions(&text[range.clone()]).is_ok(),
        Part::Open(_) => false,
    };
    if written.len() != meant.len() || !meant.iter().all(can_be_joined) {
        return None;
    }
    let mut edits = Vec::new();
    let at = |offset: usize| offset..offset;
    if let Some(Part::Text(range)) = written.first() {
        edits.push((at(range.start), "{!'"));
    }
    for pair in written.windows(2) {
        match pair {
            [Part::Text(_), Part::Formula(next)] => edits.push((next.start - 2..next.start, "' &amp; ")),
            [Part::Formula(last), Part::Text(_)] => edits.push((last.end..last.end + 1, " &amp; '")),
            [Part::Formula(last), Part::Formula(next)] => edits.push((last.end..next.start, " &amp; ")),
            _ => return None,
        }
    }
    if let Some(Part::Text(range)) = written.last() {
        edits.push((at(range.end), "'}"));
    }
    Some(edits)
}

/// The same for a formula without `{!` and `}`, or without its `!`.
fn wrapped(raw: &str, text: &str) -> Option<Vec<(Range<usize>, &'static str)>> {
    if let Some(inside) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        return (raw.starts_with('{') && formula::mentions(inside).is_ok()).then(|| vec![(1..1, "!")]);
    }
    formula::mentions(text).is_ok().then(|| vec![(0..0, "{!"), (raw.len()..raw.len(), "}")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_joined_is_joined() {
        for (raw, expected) in [
            ("Bearer {!$Credential.A.b}", Some("{!'Bearer ' &amp; $Credential.A.b}")),
            ("{!$Credential.A.b}:{!$Credential.A.c}", Some("{!$Credential.A.b &amp; ':' &amp; $Credential.A.c}")),
            ("{!$Credential.A.b}{!$Credential.A.c}", Some("{!$Credential.A.b &amp; $Credential.A.c}")),
            ("{!$Credential.A.b} for ever", Some("{!$Credential.A.b &amp; ' for ever'}")),
            ("$Credential.A.b", Some("{!$Credential.A.b}")),
            ("{$Credential.A.b}", Some("{!$Credential.A.b}")),
            ("it's {!$Credential.A.b}", None),
            ("Bearer {!$Credential.A.b +}", None),
            ("Bearer $Credential.A.b", None),
        ] {
            let mended = joined(raw, raw).map(|mut edits| {
                edits.reverse();
                edits.iter().fold(raw.to_owned(), |mut text, (at, sign)| {
                    text.replace_range(at.clone(), sign);
                    text
                })
            });
            assert_eq!(mended.as_deref(), expected, "{raw}");
        }
    }
}
