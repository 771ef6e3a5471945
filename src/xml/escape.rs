//! Between the text of a document and what it means: references and line ends.

use std::borrow::Cow;

use super::{XmlProblem, names::is_character};

/// The five entities that XML defines.
const ENTITIES: &[(&str, char)] = &[("amp", '&'), ("lt", '<'), ("gt", '>'), ("apos", '\''), ("quot", '"')];

/// Escapes a value as Salesforce does in the files that it gives out: all five characters, in text and attributes alike.
/// A carriage return is escaped too, for readers take a bare one for a line end.
pub fn escape(value: &str) -> Cow<'_, str> {
    if !value.bytes().any(|byte| matches!(byte, b'&' | b'<' | b'>' | b'\'' | b'"' | b'\r')) {
        return Cow::Borrowed(value);
    }
    let entity = |character: char| ENTITIES.iter().find(|(_, meant)| *meant == character);
    let mut escaped = String::with_capacity(value.len() + 16);
    for character in value.chars() {
        match entity(character) {
            Some((name, _)) => escaped.extend(["&", name, ";"]),
            None if character == '\r' => escaped.push_str("&#xd;"),
            None => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}

/// The character that a reference (what stands between `&` and `;`) means.
pub(super) fn resolve(reference: &str) -> Result<char, XmlProblem> {
    let Some(number) = reference.strip_prefix('#') else {
        let known = ENTITIES.iter().find(|(name, _)| *name == reference);
        return known.map(|(_, meant)| *meant).ok_or_else(|| XmlProblem::UnknownEntity { name: reference.to_owned() });
    };
    let parsed = match number.strip_prefix('x') {
        Some(hexadecimal) if !hexadecimal.starts_with('+') => u32::from_str_radix(hexadecimal, 16).ok(),
        None if !number.starts_with('+') => number.parse().ok(),
        _ => None,
    };
    let character = parsed.and_then(char::from_u32).filter(|character| is_character(*character));
    character.ok_or_else(|| XmlProblem::BadCharacterReference { reference: reference.to_owned() })
}

/// The text with CRLF and CR read as LF, as XML 1.0 section 2.11 says.
pub(super) fn unify_line_ends(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let mut unified = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\r') {
        unified.push_str(before);
        unified.push('\n');
        rest = after.strip_prefix('\n').unwrap_or(after);
    }
    unified.push_str(rest);
    Cow::Owned(unified)
}

/// What an attribute's raw value means (XML 1.0 section 3.3.3), or the offset in it and the reason why it means nothing.
pub(super) fn attribute_value(raw: &str) -> Result<Cow<'_, str>, (usize, XmlProblem)> {
    if !raw.contains(['&', '\r', '\n', '\t', '<']) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut value = String::with_capacity(raw.len());
    let mut rest = unify_line_ends(raw).into_owned();
    let mut offset = 0;
    while let Some(at) = rest.find(['&', '\n', '\t', '<']) {
        value.push_str(&rest[..at]);
        offset += at;
        let taken = match rest.as_bytes()[at] {
            b'<' => {
                let reason = "`<` may not stand in an attribute; write `&lt;`".to_owned();
                return Err((offset, XmlProblem::BadAttribute { reason }));
            }
            b'&' => {
                let end = rest[at..].find(';').ok_or((offset, XmlProblem::LoneAmpersand))?;
                value.push(resolve(&rest[at + 1..at + end]).map_err(|problem| (offset, problem))?);
                end + 1
            }
            _ => {
                value.push(' ');
                1
            }
        };
        rest.drain(..at + taken);
        offset += taken;
    }
    value.push_str(&rest);
    Ok(Cow::Owned(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_five_are_escaped_and_come_back() {
        let value = r#"{!'Bearer ' & $Credential.A.B} <"x">"#;
        assert_eq!(escape(value), "{!&apos;Bearer &apos; &amp; $Credential.A.B} &lt;&quot;x&quot;&gt;");
        assert_eq!(attribute_value(&escape(value)).as_deref(), Ok(value));
        assert_eq!(attribute_value(&escape("a\r")).as_deref(), Ok("a\r"));
    }

    #[test]
    fn references_mean_characters() {
        for (reference, meant) in [("#39", '\''), ("#x27", '\''), ("#x1F512", '🔒'), ("lt", '<')] {
            assert_eq!(resolve(reference), Ok(meant));
        }
        for bad in ["#0", "#x0", "#xD800", "#x110000", "#", "#x", "#+39", "#x+27", "#99999999999"] {
            assert!(matches!(resolve(bad), Err(XmlProblem::BadCharacterReference { .. })), "{bad}");
        }
        assert!(matches!(resolve("nbsp"), Err(XmlProblem::UnknownEntity { .. })));
    }

    #[test]
    fn line_ends_are_unified() {
        for (text, unified) in
            [("a\nb", "a\nb"), ("\r", "\n"), ("a\r\n\r\nb\rc\n\r", "a\n\nb\nc\n\n"), ("\r\r\n", "\n\n")]
        {
            assert_eq!(unify_line_ends(text), unified);
        }
    }

    #[test]
    fn attributes_are_normalised() {
        assert_eq!(attribute_value("a\tb\r\nc&#10;d").as_deref(), Ok("a b c\nd"));
        assert!(matches!(attribute_value("a<b"), Err((1, XmlProblem::BadAttribute { .. }))));
        assert!(matches!(attribute_value("ab&c"), Err((2, XmlProblem::LoneAmpersand))));
    }
}
