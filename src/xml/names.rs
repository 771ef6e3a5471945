//! Which names and characters XML 1.0 (fifth edition) allows.

/// Whether a text is a `Name` (production 5).
pub fn is_name(text: &str) -> bool {
    if is_plain_name(text) {
        return true;
    }
    let mut characters = text.chars();
    characters.next().is_some_and(starts_name) && characters.all(continues_name)
}

/// The bytes of names of letters, digits and underscores of ASCII. Names are short, and nothing is quicker for those.
pub(super) const IN_PLAIN_NAMES: [bool; 256] = {
    let mut bytes = [false; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        bytes[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    bytes
};

/// Whether a text is a name of the letters, digits and underscores of ASCII, as nearly all are. It has no prefix then.
pub(super) fn is_plain_name(text: &str) -> bool {
    text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && text.bytes().all(|byte| IN_PLAIN_NAMES[usize::from(byte)])
}

/// Whether two names are the same.
///
/// Names are compared so often, and are so short, that a call of the general comparison costs more than the comparison:
/// two halves that may overlap cover all names but the shortest and the longest.
#[inline]
pub(crate) fn is_same_name(one: &[u8], other: &[u8]) -> bool {
    const HALF: usize = 16;
    const QUARTER: usize = 8;
    if one.len() != other.len() {
        return false;
    }
    match one.len() {
        QUARTER..HALF => {
            one.first_chunk::<QUARTER>() == other.first_chunk() && one.last_chunk::<QUARTER>() == other.last_chunk()
        }
        HALF..=32 => one.first_chunk::<HALF>() == other.first_chunk() && one.last_chunk::<HALF>() == other.last_chunk(),
        _ => one == other,
    }
}

fn starts_name(character: char) -> bool {
    matches!(character,
        ':' | '_' | 'A'..='Z' | 'a'..='z'
        | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}'
        | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

fn continues_name(character: char) -> bool {
    starts_name(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// Whether a character may stand in a document (production 2).
pub fn is_character(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

/// Whether a text is of ASCII's printable characters, tabs and line feeds, without `]`: it means just itself then, and
/// no rule of the recommendation is about it.
///
/// All bytes are looked at, because a processor looks at many at once where it need not stop at one.
pub(super) fn is_plain_text(text: &str) -> bool {
    let is_plain = |byte: u8| matches!(byte, b'\t' | b'\n' | b' '..=b'\\' | b'^'..=0x7f);
    text.bytes().fold(true, |all, byte| all & is_plain(byte))
}

/// The first character that may not stand in a document, with its offset.
pub(super) fn first_bad_character(text: &str) -> Option<(usize, char)> {
    let is_plain = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7f);
    if text.bytes().fold(true, |all, byte| all & is_plain(byte)) {
        return None;
    }
    text.char_indices().find(|(_, character)| !is_character(*character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_recommendation() {
        for good in ["a", "_a", "a-b.c1", "xsi:nil", "Ärger", "日本"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "1a", "-a", ".a", "a b", "a<", "a=\"b\""] {
            assert!(!is_name(bad), "{bad}");
        }
    }

    #[test]
    fn control_characters_and_non_characters_are_bad() {
        assert_eq!(first_bad_character("a\tb\r\n\u{85}"), None);
        assert_eq!(first_bad_character("ab\u{1}"), Some((2, '\u{1}')));
        assert_eq!(first_bad_character("ä\u{ffff}"), Some((2, '\u{ffff}')));
    }
}
