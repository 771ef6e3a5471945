//! Finds a line of a long list by its name.

use std::sync::OnceLock;

use crate::xml::is_same_name;

/// The names of a list, each with its place in the list; made when the first is looked for.
#[derive(Debug, Default)]
pub(super) struct ByName(OnceLock<Vec<Line>>);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    mark: u32,
    name: String,
    place: usize,
}

impl ByName {
    /// The place of the first line with this name.
    pub(super) fn find<'n, I>(&self, name: &str, names: impl FnOnce() -> I) -> Option<usize>
    where
        I: Iterator<Item = (&'n str, usize)>,
    {
        let lines = self.0.get_or_init(|| {
            let line = |(name, place): (&str, usize)| Line { mark: mark_of(name), name: name.to_owned(), place };
            let mut lines: Vec<Line> = names().map(line).collect();
            lines.sort();
            lines
        });
        let mark = mark_of(name);
        let start = lines.partition_point(|line| line.mark < mark);
        let mut alike = lines[start..].iter().take_while(|line| line.mark == mark);
        alike.find(|line| is_same_name(line.name.as_bytes(), name.as_bytes())).map(|line| line.place)
    }
}

/// What is quick to compare and tells most names apart: how long it is, and how it begins and ends.
fn mark_of(name: &str) -> u32 {
    let byte = |byte: Option<&u8>| byte.copied().unwrap_or_default();
    let bytes = name.as_bytes();
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    u32::from(length) << 16 | u32::from(byte(bytes.first())) << 8 | u32::from(byte(bytes.last()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_of_a_name_is_found_among_names_that_are_alike() {
        let names = ["Jwt", "Jet", "", "AwsRegion", "Jwt", "Jat"];
        let by_name = ByName::default();
        let find = |name: &str| by_name.find(name, || names.into_iter().zip(0..));
        for (name, place) in [
            ("Jwt", Some(0)),
            ("Jet", Some(1)),
            ("", Some(2)),
            ("AwsRegion", Some(3)),
            ("Jat", Some(5)),
            ("Jot", None),
            ("jwt", None),
        ] {
            assert_eq!(find(name), place, "{name}");
        }
    }
}
