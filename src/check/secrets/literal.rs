//! The literal parts of a value: what stands outside formulas, and the quoted texts inside them.

/// How a formula begins.
const FORMULA: &str = "{!";

/// What is found first in the parts of a value that are written out; a formula's references are none.
pub(super) fn find_in_literals<'v, T>(value: &'v str, mut find: impl FnMut(&'v str) -> Option<T>) -> Option<T> {
    let mut kept = |part: &'v str| Some(part.trim()).filter(|part| !part.is_empty()).and_then(&mut find);
    let mut rest = value;
    while let Some(start) = memchr::memmem::find(rest.as_bytes(), FORMULA.as_bytes()) {
        let inside = &rest[start + FORMULA.len()..];
        let end = inside.find('}').unwrap_or(inside.len());
        let found = kept(&rest[..start]).or_else(|| find_in_quotes(&inside[..end], &mut kept));
        if found.is_some() {
            return found;
        }
        rest = inside.get(end + 1..).unwrap_or("");
    }
    kept(rest)
}

fn find_in_quotes<'v, T>(formula: &'v str, mut find: impl FnMut(&'v str) -> Option<T>) -> Option<T> {
    let mut rest = formula;
    while let Some(at) = rest.find(['\'', '"']) {
        let (mark, inside) = (&rest[at..=at], &rest[at + 1..]);
        let end = inside.find(mark).unwrap_or(inside.len());
        let found = find(&inside[..end]);
        if found.is_some() {
            return found;
        }
        rest = inside.get(end + 1..).unwrap_or("");
    }
    None
}

/// The words of a text: what stands between white space, brackets, quotes and commas.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_between_words).map(without_marks).filter(|word| !word.is_empty())
}

fn is_between_words(mark: char) -> bool {
    let is_mark = || matches!(mark, '"' | '\'' | '`' | ',' | ';' | '(' | ')' | '<' | '>' | '[' | ']' | '{' | '}');
    // Most characters of most values are these, of which none stands between words.
    !mark.is_ascii_alphabetic() && (mark.is_whitespace() || is_mark())
}

fn without_marks(word: &str) -> &str {
    let is_mark = |byte: &u8| matches!(byte, b'.' | b':' | b'!' | b'?');
    &word[..word.len() - word.bytes().rev().take_while(is_mark).count()]
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
            let mut found = Vec::new();
            assert_eq!(
                find_in_literals(value, |literal| {
                    found.push(literal);
                    None::<()>
                }),
                None
            );
            assert_eq!(found, expected, "{value}");
        }
    }

    #[test]
    fn words_stand_between_marks() {
        let told: Vec<&str> = words("Use \"abc\" (or def), <ghi>. See https://a.example.com/x?y=z!").collect();
        assert_eq!(told, ["Use", "abc", "or", "def", "ghi", "See", "https://a.example.com/x?y=z"]);
    }
}
