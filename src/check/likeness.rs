//! What a misspelt name most likely means.

/// The one of these names that differs in capitals alone.
pub(super) fn same_but_for_capitals<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    names.into_iter().find(|one| one.eq_ignore_ascii_case(name))
}

/// The one of these names that is most like it, where one is like it at all.
pub(super) fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let alike = names.into_iter().map(|one| (strsim::jaro_winkler(name, one), one));
    let near = alike.filter(|(alike, _)| *alike > 0.85);
    near.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, name)| name)
}
