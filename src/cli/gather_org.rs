//! What an org holds, asked for with few requests.

use std::collections::BTreeMap;

use futures_util::future::try_join_all;

use super::{console::Console, error::Outcome, gather::Held, memory::Memory, online::Connection};
use crate::{
    deploy::{ReadBack, read_back},
    diff::{Provenance, Source},
    metadata::{ComponentId, FullName, Manifest, Side, Snapshot, TypeName, shape::Scope, type_named},
    org::{COMPONENTS_A_CALL, Pace},
    render::paint::counted,
    source::Selection,
};

/// So many types are read component by component: each takes a request, and a retrieval three or more.
const TYPES_TO_READ: usize = 2;

/// What an org holds of what is selected, and of other types what the other side has. What a memory knows to be the same as
/// on the other side is not fetched.
pub(super) async fn from_org(
    console: &Console,
    connection: &Connection,
    selection: &Selection,
    mine: &Snapshot,
    memory: Option<&Memory>,
) -> Outcome<Held> {
    let manifest = selection.to_ask(mine.ids(), connection.org.version());
    Ok(answer(console, connection, selection, mine, &manifest, memory).await?.picked(selection))
}

/// What an org answers to a manifest, which asks for what is selected and may ask for more.
pub(super) async fn answer(
    console: &Console,
    connection: &Connection,
    selection: &Selection,
    mine: &Snapshot,
    manifest: &Manifest,
    memory: Option<&Memory>,
) -> Outcome<Held> {
    let memory = memory.filter(|memory| memory.promises(mine, connection.org.version()));
    let ReadBack { snapshot, dates, messages } = match memory {
        Some(memory) => recall(console, connection, manifest, mine, memory).await?,
        None => fetch(connection, manifest).await?,
    };
    for message in messages {
        // What is only on the other side was asked for by name, and that the org lacks it is the answer.
        if message.missing_component().is_none_or(|id| !mine.contains(&id) && !selection.matches(&id)) {
            console.warn(format!("{}: {}", connection.name, message.problem));
        }
    }
    let available = snapshot.ids().cloned().collect();
    let name = Side::Org(connection.name.clone()).to_string();
    let source = Source { api_version: Some(connection.org.version()), provenance: Provenance::Retrieved };
    Ok(Held { name, snapshot, source, available, dates, ..Held::default() })
}

/// Lists what the org has, and fetches what may have changed since last time.
async fn recall(
    console: &Console,
    connection: &Connection,
    manifest: &Manifest,
    mine: &Snapshot,
    memory: &Memory,
) -> Outcome<ReadBack> {
    let types: Vec<TypeName> = manifest.types().map(|(name, _)| name.clone()).collect();
    let listed = connection.org.list_metadata(&types, connection.org.version()).await?;
    let mut dates: BTreeMap<ComponentId, _> = listed
        .iter()
        .filter_map(|file| Some((file.component()?, file.last_modified_date)))
        .filter(|(id, _)| manifest.selects(id))
        .collect();
    // What is asked for by name may be there and not be listed.
    dates.extend(
        manifest
            .ids()
            .filter(|id| id.full_name.as_str() != "*")
            .map(|id| (id, None))
            .filter(|(id, _)| !listed.iter().any(|file| file.component().as_ref() == Some(id))),
    );
    let is_same = |id: &ComponentId, date| mine.get(id).filter(|component| memory.is_same(component, date));
    let same: Vec<_> = dates.iter().filter_map(|(id, date)| is_same(id, *date)).cloned().collect();
    let rest = dates.keys().filter(|id| !same.iter().any(|component| component.id() == *id));
    let rest = Manifest::of(Some(connection.org.version()), rest);
    let mut found = fetch(connection, &rest).await?;
    if !same.is_empty() {
        let same = counted(same.len(), "component");
        console.say(&format!("{same}: the org has not changed since last time; `--fresh` compares all anew"));
    }
    for component in same {
        found.snapshot.put(component);
    }
    found.dates = dates.into_iter().filter_map(|(id, date)| Some((id, date?))).collect();
    Ok(found)
}

/// Fetches what a manifest selects in the way that takes fewer requests.
pub(super) async fn fetch(connection: &Connection, manifest: &Manifest) -> Outcome<ReadBack> {
    let Some(names) = readable(manifest) else {
        return Ok(read_back(&connection.org, manifest, &Pace::for_load(manifest.len(), 0)).await?);
    };
    let read = names.iter().map(|(type_name, names)| connection.org.read_metadata(type_name, names));
    let components = try_join_all(read).await?.into_iter().flatten();
    Ok(ReadBack { snapshot: Snapshot::of(components), ..ReadBack::default() })
}

/// The names by type, where a manifest names few components of few types, all of which an org reads as it retrieves them.
fn readable(manifest: &Manifest) -> Option<Vec<(TypeName, Vec<FullName>)>> {
    let types = manifest.types().filter(|(_, members)| !members.is_empty());
    let names: Vec<(TypeName, Vec<FullName>)> = types
        .map(|(type_name, members)| {
            let is_ours = type_named(type_name.as_str()).is_some_and(|kind| kind.scope == Scope::Everything);
            let is_few = !members.wildcard && members.names.len() <= COMPONENTS_A_CALL;
            (is_ours && is_few).then(|| (type_name.clone(), members.names.iter().cloned().collect()))
        })
        .collect::<Option<_>>()?;
    (names.len() <= TYPES_TO_READ).then_some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(members: &[&str]) -> Manifest {
        Manifest::of(None, &members.iter().map(|id| id.parse().unwrap()).collect::<Vec<ComponentId>>())
    }

    #[test]
    fn few_components_of_few_types_of_ours_are_read_and_others_retrieved() {
        assert!(readable(&manifest(&[])).is_some_and(|names| names.is_empty()));
        assert!(readable(&manifest(&["ExternalCredential:A", "NamedCredential:A"])).is_some());
        let types = ["ExternalCredential:A", "NamedCredential:A", "ExternalAuthIdentityProvider:A"];
        assert!(readable(&manifest(&types)).is_none(), "three types take as many requests as a retrieval");
        assert!(readable(&manifest(&["ExternalCredential:*"])).is_none(), "names are not known");
        assert!(readable(&manifest(&["PermissionSet:A"])).is_none(), "an org reads more of one than it retrieves");
        let many: Vec<String> = (0..=COMPONENTS_A_CALL).map(|at| format!("ExternalCredential:C{at}")).collect();
        assert!(readable(&manifest(&many.iter().map(String::as_str).collect::<Vec<_>>())).is_none());
    }
}
