//! Full names of components that a setup page would not take.

use crate::{metadata::MetadataType, practice::deploy::message::Problem};

/// So long may a namespace be at most.
const LONGEST_NAMESPACE: usize = 15;

/// What is wrong with the name, where the type's names are developer names.
///
/// The rules are documented for each type's `DeveloperName`. The sentence is the one that setup pages show; that a
/// deployment is refused with it is inferred.
pub(crate) fn judge(table: &MetadataType, full_name: &str) -> Option<Problem> {
    let good = !table.developer_names || is_good(full_name);
    (!good).then(|| {
        Problem::of_all(format!(
            "The {} API Name can only contain underscores and alphanumeric characters. It must be unique, begin with a \
             letter, not include spaces, not end with an underscore, and not contain two consecutive underscores.",
            table.name
        ))
    })
}

fn is_good(full_name: &str) -> bool {
    match full_name.split_once("__") {
        Some((namespace, name)) => namespace.len() <= LONGEST_NAMESPACE && is_name(namespace) && is_name(name),
        None => is_name(full_name),
    }
}

fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !name.ends_with('_')
        && !name.contains("__")
}
