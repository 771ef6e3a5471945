//! The literal parts of a value: what stands outside formulas, and the quoted texts inside them.

/// How a formula begins.
const FORMULA: &str = "{!";

/// The parts of a value that are written out; a formula's references are none.
pub(super) fn literals(value: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = value;
    while let Some(start) = rest.find(FORMULA) {
        keep(&rest[..start], &mut found);
        let inside = &rest[start + FORMULA.len()..];
        let end = inside.find('}').unwrap_or(inside.len());
        quoted(&inside[..end], &mut found);
        rest = inside.get(end + 1..).unwrap_or("");
    }
    keep(rest, &mut found);
    found
}

fn keep<'v>(part: &'v str, found: &mut Vec<&'v str>) {
    let part = part.trim();
    if !part.is_empty() {
        found.push(part);
    }
}

fn quoted<'v>(formula: &'v str, found: &mut Vec<&'v str>) {
    let mut rest = formula;
    while let Some(at) = rest.find(['\'', '"']) {
        let (mark, inside) = (&rest[at..=at], &rest[at + 1..]);
        let end = inside.find(mark).unwrap_or(inside.len());
        keep(&inside[..end], found);
        rest = inside.get(end + 1..).unwrap_or("");
    }
}

/// The words of a text: what stands between white space, brackets, quotes and commas.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_between = |mark: char| mark.is_whitespace() || "\"'`,;()<>[]{}".contains(mark);
    text.split(is_between).map(|word| word.trim_end_matches(['.', ':', '!', '?'])).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_no_literals_and_their_quoted_texts_are() {
        for (value, expected) in [
            ("", &[][..]),
            ("abc", &["abc"]),
            ("{!$Credential.Stripe.Key}", &[]),
            ("Bearer {!$Credential.Stripe.Key}", &["Bearer"]),
            ("{!'Bearer ' & $Credential.A.B}", &["Bearer"]),
            ("{!\"Basic abc\"}:x", &["Basic abc", ":x"]),
            ("{!'never closed", &["never closed"]),
            ("{!a}{!b} c", &["c"]),
        ] {
            assert_eq!(literals(value), expected, "{value}");
        }
    }

    #[test]
    fn words_stand_between_marks() {
        let told: Vec<&str> = words("Use \"abc\" (or def), <ghi>. See https://a.example.com/x?y=z!").collect();
        assert_eq!(told, ["Use", "abc", "or", "def", "ghi", "See", "https://a.example.com/x?y=z"]);
    }
}
