//! The ids of an org's records: 15 characters that count, and 3 that protect them from programs that ignore case.

/// The characters that count.
const LENGTH: usize = 15;

/// Whether two ids lead to the same record.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let counting = |id: &str| id.get(..LENGTH).unwrap_or(id).to_owned();
    counting(one) == counting(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_15_and_18_characters_are_the_same() {
        assert!(is_same("0Af5w00000Zq1ab", "0Af5w00000Zq1abCAB"));
        assert!(!is_same("0Af5w00000Zq1ab", "0Af5w00000Zq1aB"));
        assert!(!is_same("0Af", "0Af5w00000Zq1ab"));
    }
}
