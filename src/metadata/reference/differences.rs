//! The page on what is no difference: what holds for all files, and what the tables say of each type.

use super::{
    code, grid,
    phrase::{codes, conditions, default},
};
use crate::metadata::{MetadataType, shape::ElementShape};

/// What holds whatever the type.
const FOR_ALL: &str = "# What is no difference

Two files are the same where an org would make the same of them. So `xcred diff` tells none of these:

- the order of elements, and of repetitions that a key tells apart;
- indentation, line ends, byte order marks, the XML declaration, comments, processing instructions;
- the spelling of a character: as it is, as an entity, by its number, in CDATA;
- an empty element against none: `<x></x>`, `<x/>`, `xsi:nil`, or space alone;
- the spelling of switches (`1` is `true`), of numbers (`01` is `1`), and space around them, around enumerations and names;
- a space around the hyphen of a grant: `Erp - Admin` is `Erp-Admin`;
- the project's own namespace, as `sfdx-project.json` names it: `ns__Erp` is `Erp`, in names, references and formulas;
- the encoding of a certificate: PEM, base64 alone or DER. It is known by its fingerprint.

Text counts as it stands: a space more in a label or in a header's value is a difference.

Some differences one side cannot say. They are not shown, and said to be so, in a sentence after the changes and as `unseen`
in JSON:

| Reason | What it is about |
| --- | --- |
| `not-permitted` | The org shows none of a type that its other components refer to: its user may not see them. |
| `perhaps-not-permitted` | The org shows none of a type. It may have none; the changes are shown. |
| `managed` | Components of packages, which an org does not return when all of a type are asked for. |
| `never-retrieved` | Secrets that no org returns, or returns as a placeholder. |
| `other-version` | Elements that the side's API version does not have. |
| `not-of-callouts` | What does not concern callouts; `--whole` shows it. |

What the tables add for each type:

";

/// The page.
pub fn differences<'t>(tables: impl IntoIterator<Item = &'t MetadataType>) -> String {
    let rows = tables.into_iter().flat_map(rows_of);
    format!("{FOR_ALL}{}", grid(&["Type", "Element", "What is no difference, or how repetitions are matched"], rows))
}

fn rows_of(table: &MetadataType) -> Vec<Vec<String>> {
    let inside = table.structures.iter().flat_map(|(name, one)| one.elements.iter().map(move |one| (Some(name), one)));
    let all = table.elements.iter().map(|one| (None, one)).chain(inside);
    let row = |(structure, one): (Option<&String>, &ElementShape)| {
        let said = notes(one);
        let place = structure.map_or(String::new(), |name| format!(" of {}", code(name)));
        (!said.is_empty()).then(|| {
            vec![format!("[{0}]({0}.md)", table.name), format!("{}{place}", code(&one.name)), said.join("<br>")]
        })
    };
    all.filter_map(row).collect()
}

fn notes(one: &ElementShape) -> Vec<String> {
    let mut notes = Vec::new();
    if !one.key.is_empty() {
        notes.push(format!("Matched by {}.", codes(&one.key)));
    }
    if !one.then_by.is_empty() {
        notes.push(format!("Of several with the same key: by {}, then in order.", codes(&one.then_by)));
    }
    if !one.default.is_empty() {
        notes.push(format!("Absent is {}.", default(&one.default)));
    }
    notes.extend(conditions("Differs in every org", &one.per_org));
    notes.extend(one.means.as_ref().map(|name| format!("The same as {} of other API versions.", code(name))));
    if one.generated_end {
        notes.push("An end that the org made up, such as `_WnQvjgP1666628587620`.".to_owned());
    }
    notes.extend(one.placeholder.as_ref().map(|text| format!("{} stands for any value.", code(text))));
    if one.never_retrieved {
        notes.push("Absent in what an org gave out.".to_owned());
    }
    notes
}
