//! What a selection asks an org for.

use super::{Selection, Selector};
use crate::metadata::{ApiVersion, ComponentId, Manifest, MetadataType, TypeName, registry, shape::Scope, type_named};

impl Selection {
    /// The manifest that brings from an org at least what is selected. Without a selection that is all of the types that
    /// we look after, and of other types what the project has. Types that this API version lacks are left out; names
    /// with `*` in them bring all of their type, and [`Selection::matches`] picks from that.
    pub fn to_ask<'i>(&self, mine: impl IntoIterator<Item = &'i ComponentId>, version: ApiVersion) -> Manifest {
        let mut manifest = Manifest::of(Some(version), []);
        if self.is_everything() {
            ask_for_everything(&mut manifest, mine, version);
        }
        for selector in &self.selectors {
            selector.ask(&mut manifest, version);
        }
        manifest
    }
}

fn ask_for_everything<'i>(
    manifest: &mut Manifest,
    mine: impl IntoIterator<Item = &'i ComponentId>,
    version: ApiVersion,
) {
    let looked_after = |kind: &&MetadataType| kind.scope == Scope::Everything && kind.since <= version;
    for kind in registry().filter(looked_after) {
        manifest.add_wildcard(&TypeName::new(kind.name.as_str()));
    }
    let only_mine =
        |id: &&ComponentId| known(id.type_name.as_str(), version).is_some_and(|kind| kind.scope == Scope::OnlyMine);
    mine.into_iter().filter(only_mine).for_each(|id| manifest.add(id));
}

impl Selector {
    fn ask(&self, manifest: &mut Manifest, version: ApiVersion) {
        match self {
            Self::Pattern(pattern) if known(pattern.type_name.as_str(), version).is_none() => {}
            Self::Pattern(pattern) if pattern.name.contains('*') => manifest.add_wildcard(&pattern.type_name),
            Self::Pattern(pattern) => {
                manifest.add(&ComponentId::new(pattern.type_name.as_str(), pattern.name.as_str()));
            }
            Self::Path { ids, .. } => {
                ids.iter().filter(|id| known(id.type_name.as_str(), version).is_some()).for_each(|id| manifest.add(id));
            }
            Self::Manifest { manifest: asked, .. } => {
                manifest.merge_if(asked, |type_name| known(type_name.as_str(), version).is_some());
            }
        }
    }
}

/// The type, where we know it and the API version has it.
fn known(name: &str, version: ApiVersion) -> Option<&'static MetadataType> {
    type_named(name).filter(|kind| kind.since <= version)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(selection: &Selection, mine: &[&str], version: u16) -> Vec<String> {
        let mine: Vec<ComponentId> = mine.iter().map(|id| id.parse().unwrap()).collect();
        let manifest = selection.to_ask(&mine, ApiVersion::new(version));
        let members = |(type_name, members): (&TypeName, &crate::metadata::manifest::Members)| {
            let names: Vec<&str> = members.names.iter().map(crate::metadata::FullName::as_str).collect();
            format!("{type_name}:{}{}", if members.wildcard { "*" } else { "" }, names.join(","))
        };
        manifest.types().map(members).collect()
    }

    #[test]
    fn without_a_selection_it_is_all_we_look_after_and_what_the_project_has_of_others() {
        let mine = ["ExternalCredential:A", "PermissionSet:P", "ApexClass:C"];
        let all = ["ExternalAuthIdentityProvider:*", "ExternalCredential:*", "NamedCredential:*", "PermissionSet:P"];
        assert_eq!(asked(&Selection::none(), &mine, 66), all);
        assert_eq!(asked(&Selection::none(), &[], 60), ["ExternalCredential:*", "NamedCredential:*"]);
    }

    #[test]
    fn names_are_asked_for_by_name_and_patterns_by_type() {
        let selection = Selection::none().with_pattern("ExternalCredential:Str*").unwrap();
        assert_eq!(asked(&selection, &["NamedCredential:N"], 66), ["ExternalCredential:*"]);
        let selection = selection.with_pattern("NamedCredential:N").unwrap();
        assert_eq!(asked(&selection, &[], 66), ["ExternalCredential:*", "NamedCredential:N"]);
        let selection = Selection::none().with_pattern("ExternalAuthIdentityProvider").unwrap();
        assert!(asked(&selection, &[], 60).is_empty());
    }
}
