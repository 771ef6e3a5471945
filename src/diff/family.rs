//! Which changes belong together: those around one external credential.

use std::collections::{BTreeMap, BTreeSet};

use super::{ChangeSet, Graph, Standing};
use crate::metadata::ComponentId;

/// The type that others gather around.
const HEAD: &str = "ExternalCredential";

/// Changed components that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// The external credential that they belong to, changed or not; nothing for those that belong to none or to several.
    pub credential: Option<ComponentId>,
    /// The changed components, the credential first, then in the order of manifests.
    pub members: Vec<ComponentId>,
}

/// The changed components by the external credential that they belong to: which they refer to, or which refers to them.
/// What belongs to none, or to several, comes last.
pub fn families(changes: &ChangeSet, graph: &Graph) -> Vec<Family> {
    let (all, new_or_gone) = (heads(graph, |_| true), heads(graph, |standing| standing != Standing::Both));
    let mut gathered: BTreeMap<Option<&ComponentId>, Vec<ComponentId>> = BTreeMap::new();
    for (id, _) in changes.iter() {
        gathered.entry(head_of(id, [&all, &new_or_gone])).or_default().push(id.clone());
    }
    let lone = gathered.remove(&None);
    let of_credential = gathered.into_iter().map(|(head, mut members)| {
        members.sort_by_key(|id| Some(id) != head);
        Family { credential: head.cloned(), members }
    });
    of_credential.chain(lone.map(|members| Family { credential: None, members })).collect()
}

/// The external credentials that each component belongs to.
type Heads<'c> = BTreeMap<&'c ComponentId, BTreeSet<&'c ComponentId>>;

/// The external credentials that components belong to by the references on these sides.
fn heads(graph: &Graph, counts: impl Fn(Standing) -> bool) -> Heads<'_> {
    let mut heads = Heads::new();
    for (link, _) in graph.links.iter().filter(|(_, standing)| counts(**standing)) {
        for (one, other) in [(&link.from, &link.to), (&link.to, &link.from)] {
            if other.type_name.as_str() == HEAD && one.type_name.as_str() != HEAD {
                heads.entry(one).or_default().insert(other);
            }
        }
    }
    heads
}

/// The one external credential that a component belongs to; of several, the one to which its references changed.
fn head_of<'c>(id: &'c ComponentId, heads: [&Heads<'c>; 2]) -> Option<&'c ComponentId> {
    if id.type_name.as_str() == HEAD {
        return Some(id);
    }
    let only = |heads: &Heads<'c>| heads.get(id).filter(|of_id| of_id.len() == 1)?.first().copied();
    heads.into_iter().find_map(only)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diff::compare,
        metadata::{Component, Snapshot},
    };

    fn side(files: &[(&str, &str, &str)]) -> Snapshot {
        let component = |(kind, name, inner): &(&str, &str, &str)| {
            let text = format!("<{kind}>{inner}</{kind}>");
            Component::of_one_file(ComponentId::new(*kind, *name), format!("{name}.xml"), text.into_bytes())
        };
        Snapshot::of(files.iter().map(component))
    }

    fn named_credential(of: &str) -> String {
        format!("<namedCredentialParameters><externalCredential>{of}</externalCredential></namedCredentialParameters>")
    }

    fn grant(of: &str) -> String {
        format!(
            "<externalCredentialPrincipalAccesses><externalCredentialPrincipal>{of}-Admin</externalCredentialPrincipal>\
             </externalCredentialPrincipalAccesses>"
        )
    }

    #[test]
    fn changes_gather_around_the_credential_they_belong_to() {
        let (to_erp, to_shop) = (named_credential("Erp"), named_credential("Shop"));
        let both = grant("Erp") + &grant("Shop");
        let after = side(&[
            ("ExternalCredential", "Erp", "<label>Erp</label>"),
            ("NamedCredential", "Erp_Api", &to_erp),
            ("NamedCredential", "Shop_Api", &to_shop),
            ("PermissionSet", "Everything", &both),
            ("RemoteSiteSetting", "Elsewhere", ""),
        ]);
        let changes = compare(&Snapshot::default(), &after).changes;
        let graph = Graph::of(&Snapshot::default(), &after, &changes);
        let told: Vec<String> = families(&changes, &graph)
            .iter()
            .map(|family| {
                let members: Vec<_> = family.members.iter().map(ToString::to_string).collect();
                let credential = family.credential.as_ref().map_or("-", |id| id.full_name.as_str());
                format!("{credential}: {}", members.join(" "))
            })
            .collect();
        let expected = [
            "Erp: ExternalCredential:Erp NamedCredential:Erp_Api",
            "Shop: NamedCredential:Shop_Api",
            "-: PermissionSet:Everything RemoteSiteSetting:Elsewhere",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn of_several_credentials_the_one_counts_to_which_a_reference_came() {
        let before = side(&[("PermissionSet", "Everything", &grant("Erp"))]);
        let after = side(&[("PermissionSet", "Everything", &(grant("Erp") + &grant("Shop")))]);
        let changes = compare(&before, &after).changes;
        let found = families(&changes, &Graph::of(&before, &after, &changes));
        let heads: Vec<_> = found.iter().map(|family| family.credential.as_ref().map(ToString::to_string)).collect();
        assert_eq!(heads, [Some("ExternalCredential:Shop".to_owned())]);
    }

    #[test]
    fn a_graph_knows_on_which_sides_components_and_references_are() {
        let before = side(&[("NamedCredential", "Api", &named_credential("Erp"))]);
        let after = side(&[("NamedCredential", "Api", &named_credential("Shop")), ("ExternalCredential", "Shop", "")]);
        let changes = compare(&before, &after).changes;
        let graph = Graph::of(&before, &after, &changes);
        let links: Vec<_> =
            graph.links.iter().map(|(link, standing)| (link.to.full_name.as_str(), *standing)).collect();
        assert_eq!(links, [("Erp", Standing::Before), ("Shop", Standing::After)]);
        let nodes: Vec<_> = graph.nodes.iter().map(|(id, node)| (id.full_name.as_str(), node.standing)).collect();
        let expected = [("Erp", Standing::Elsewhere), ("Shop", Standing::After), ("Api", Standing::Both)];
        assert_eq!(nodes, expected);
    }
}
