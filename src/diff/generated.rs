//! Names that an org makes up by ending another with letters, digits and the moment, so that no two orgs agree.

/// The letters and digits that the org draws.
const DRAWN: usize = 7;
/// The digits of a moment, in milliseconds since 1970.
const MOMENT: usize = 13;

/// The name without the end that an org made up; nothing where it has none.
///
/// `Billing_WnQvjgP1666628587620` is `Billing`: so the setup pages named principals up to 57.0, and still name
/// `AllowedNamespace` parameters.
pub(super) fn stem(name: &str) -> Option<&str> {
    let (stem, end) = name.rsplit_once('_')?;
    let bytes = end.as_bytes();
    let is_made_up = bytes.len() == DRAWN + MOMENT
        && bytes[..DRAWN].iter().all(u8::is_ascii_alphanumeric)
        && bytes[DRAWN..].iter().all(u8::is_ascii_digit);
    Some(stem).filter(|stem| is_made_up && !stem.is_empty())
}

/// Whether two names differ in nothing but the ends that two orgs made up.
pub(super) fn same_stem(one: &str, other: &str) -> bool {
    stem(one).is_some_and(|one| Some(one) == stem(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_that_orgs_make_up_are_known_by_their_form() {
        assert_eq!(stem("my_permission_set_WnQvjgP1666628587620"), Some("my_permission_set"));
        assert_eq!(stem("AllowedNamespace_qxDILHa1671480995052"), Some("AllowedNamespace"));
        for plain in
            ["Admin", "Admin_2", "Billing_2026", "_WnQvjgP1666628587620", "A_WnQvjgP166662858762x", "A_1666628587620"]
        {
            assert_eq!(stem(plain), None, "{plain}");
        }
        assert!(same_stem("A_WnQvjgP1666628587620", "A_cDnjCvC1671376892663"));
        assert!(!same_stem("A_WnQvjgP1666628587620", "A"), "somebody chose the other name");
    }
}
