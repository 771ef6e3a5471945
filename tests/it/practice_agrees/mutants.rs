//! Components that are each a good one with one thing changed.

use super::{changes, originals::Original};
use xcred::{
    metadata::{Component, ComponentFile, ComponentId, FileRole},
    xml,
};

/// A component with one thing changed.
pub(super) struct Mutant {
    pub(super) component: Component,
    /// What was changed, for messages.
    pub(super) what: String,
}

impl Mutant {
    /// What its comments allow.
    pub(super) fn allowed(&self) -> String {
        let file = self.component.metadata_file().expect("it has one");
        let text = String::from_utf8_lossy(&file.bytes);
        let said = text.split("<!-- xcred: allow ").skip(1).filter_map(|rest| rest.split_once(" because "));
        said.map(|(rules, _)| rules).collect()
    }
}

/// Names that are, or may be, no developer names. Each is completed so that no two are the same.
const NAMES: &[&str] = &[
    "1_@",
    "_@",
    "@_",
    "a__b__@",
    "ns__@",
    "1ns__@",
    "sixteencharsname__@",
    "fifteencharname__@",
    "two___@",
    "with space @",
    "with-hyphen-@",
    "with.dot.@",
    "Größe_@",
    "lower_@",
    "%40_@",
    "a_name_that_is_longer_than_the_forty_characters_of_a_developer_name_@",
    "a_name_that_is_longer_than_the_eighty_characters_that_a_field_of_any_object_holds_so_that_none_takes_it_@",
];

/// All mutants of these components, each with a name of its own. Those that are refused as they are tell nothing when they
/// are changed.
pub(super) fn of(originals: &[Original]) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for Original { component, stands } in originals {
        let table = component.metadata_type().expect("its type is known");
        let file = component.metadata_file().expect("it has one");
        let text = std::str::from_utf8(&file.bytes).expect("real files are UTF-8");
        let mut changed = vec![("as it is".to_owned(), text.as_bytes().to_vec())];
        if *stands {
            let document = xml::parse(text.as_bytes()).expect("an org has read it");
            let texts = changes::of(table, text, &document).into_iter();
            changed.extend(texts.map(|(what, text)| (what, text.into_bytes())));
            changed.extend(changes::of_bytes(text));
        }
        for (what, text) in changed {
            let name = format!("Mutant_{:05}", mutants.len());
            let what = format!("{}: {what}", component.id().full_name);
            mutants.push(Mutant { component: renamed(component, &name, &text), what });
        }
    }
    mutants.extend(misnamed(originals));
    mutants
}

/// For each type, one component that stands, under each of the names.
fn misnamed(originals: &[Original]) -> Vec<Mutant> {
    let mut of_types = std::collections::BTreeMap::new();
    for original in originals.iter().filter(|original| original.stands) {
        of_types.entry(&original.component.id().type_name).or_insert(&original.component);
    }
    let mut mutants = Vec::new();
    for component in of_types.into_values() {
        let text = &component.metadata_file().expect("it has one").bytes;
        // Versions are taken in turn, so that each name comes in many of them.
        for number in 0..7 * NAMES.len() {
            let name = NAMES[number % NAMES.len()].replace('@', &format!("n{number}"));
            let what = format!("named `{name}`");
            mutants.push(Mutant { component: renamed(component, &name, text), what });
        }
    }
    mutants
}

/// The component under another name, with this text as its metadata.
fn renamed(component: &Component, name: &str, text: &[u8]) -> Component {
    let id = ComponentId::new(component.id().type_name.as_str(), name);
    let file = |file: &ComponentFile| match file.role {
        FileRole::Metadata => ComponentFile { bytes: text.into(), ..file.clone() },
        FileRole::Content => file.clone(),
    };
    Component::new(id, component.files().iter().map(file).collect())
}
