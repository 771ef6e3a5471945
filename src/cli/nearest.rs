//! The name that was likely meant.

/// Names that are less alike than this are not what was meant.
const ALIKE: f64 = 0.8;

/// The known name that is most like this one, where one is like it at all.
pub(super) fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let name = name.to_lowercase();
    let rated = known.map(|one| (strsim::jaro_winkler(&name, &one.to_lowercase()), one));
    let alike = rated.filter(|(alike, _)| *alike > ALIKE);
    alike.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, meant)| meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_alike_is_meant_and_strangers_are_not() {
        let known = ["unknown-element", "unknown-value", "wrong-root"];
        assert_eq!(nearest("unknwon-value", known.into_iter()), Some("unknown-value"));
        assert_eq!(nearest("WRONG_ROOT", known.into_iter()), Some("wrong-root"));
        assert_eq!(nearest("label", known.into_iter()), None);
    }
}
