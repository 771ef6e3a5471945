//! The XML declaration, as XML 1.0 writes it: a version, perhaps an encoding, perhaps `standalone`, and nothing else.

/// What is wrong with the declaration that has this between `<?xml` and `?>`. Nothing of it is told: what stands there may
/// have come from anywhere.
pub(super) fn fault(inside: &str) -> Option<&'static str> {
    let Some(parts) = parts(inside) else { return Some("the XML declaration is broken") };
    let names: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
    let further = ["version", "encoding", "standalone"].into_iter().filter(|name| names.contains(name));
    if names.first() != Some(&"version") || !further.eq(names.iter().copied()) {
        return Some(
            "the XML declaration holds something else than a version, an encoding and `standalone`, in this order",
        );
    }
    parts.iter().find_map(|(name, value)| match *name {
        "version" if !is_version(value) => Some("the XML declaration names no version of XML"),
        "encoding" if !is_encoding(value) => Some("the XML declaration names no encoding"),
        "standalone" if !matches!(*value, "yes" | "no") => Some("`standalone` in the XML declaration is `yes` or `no`"),
        _ => None,
    })
}

/// Names and values; nothing where they are not written as such.
fn parts(inside: &str) -> Option<Vec<(&str, &str)>> {
    let (mut parts, mut rest) = (Vec::new(), inside);
    while !rest.trim_ascii().is_empty() {
        let (name, after) = rest.split_once('=')?;
        let is_apart = name.starts_with(|first: char| first.is_ascii_whitespace());
        let after = after.trim_ascii_start();
        let quote = after.chars().next().filter(|quote| is_apart && matches!(quote, '"' | '\''))?;
        let (value, after) = after[1..].split_once(quote)?;
        parts.push((name.trim_ascii(), value));
        rest = after;
    }
    Some(parts)
}

fn is_version(value: &str) -> bool {
    let minor = value.strip_prefix("1.").unwrap_or_default();
    !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_encoding(value: &str) -> bool {
    let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    value.starts_with(|first: char| first.is_ascii_alphabetic()) && value.bytes().all(is_inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_holds_what_xml_lets_it_hold() {
        for inside in [
            r#" version="1.0""#,
            r#" version="1.1" encoding="UTF-8""#,
            r#" version = '1.0' standalone = "yes" "#,
            "\n version=\"1.0\"\tencoding='utf-8' standalone='no'",
        ] {
            assert_eq!(fault(inside), None, "{inside}");
        }
        for inside in [
            "",
            "version=\"1.0\"",
            r#" version="1.0"encoding="UTF-8""#,
            r#" encoding="UTF-8" version="1.0""#,
            r#" version="1.0" encoding="UTF-8"006"#,
            r#" version="1.0" version="1.0""#,
            r#" version="2.0""#,
            r#" version="1.""#,
            r#" version="1.0" encoding="8""#,
            r#" version="1.0" standalone="true""#,
            r#" version="1.0" encoding="UTF-8" more="x""#,
        ] {
            assert!(fault(inside).is_some(), "{inside}");
        }
    }
}
