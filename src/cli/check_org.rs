//! What `xcred check --org` asks the target org for: what the project refers to and does not hold, and who else refers to
//! what is deleted.

use super::{
    args::{CheckArguments, OrgArguments},
    console::Console,
    error::Outcome,
    online::{block_on, connect},
    place::Place,
};
use crate::{
    check::wanted_of_org,
    deploy::{ReadBack, read_back},
    metadata::{ApiVersion, Manifest, Snapshot, TypeName, type_named},
    org::Pace,
    source::{Bystander, Scan},
};

/// What the target org holds of it; nothing where nobody wants the org to be asked.
pub(super) fn held_by_org(
    console: &Console,
    place: &Place,
    arguments: &CheckArguments,
    scan: &Scan,
    bystanders: &[Bystander],
) -> Outcome<Option<Snapshot>> {
    if !arguments.org && arguments.target_org.is_none() {
        return Ok(None);
    }
    let wanted = wanted_of_org(&scan.snapshot, &scan.unread, bystanders);
    let org = OrgArguments {
        target_org: arguments.target_org.clone(),
        api_version: arguments.api_version,
        ..OrgArguments::default()
    };
    block_on(async {
        let connection = connect(console, place, &org).await?;
        let manifest = known_to(&wanted, connection.org.version());
        if manifest.is_empty() {
            return Ok(Some(Snapshot::default()));
        }
        let ReadBack { snapshot, messages, .. } =
            read_back(&connection.org, &manifest, &Pace::for_load(manifest.len(), 0)).await?;
        for message in messages {
            // That the org lacks what was asked for by name is the answer.
            if message.missing_component().is_none_or(|id| !wanted.selects(&id)) {
                console.warn(format!("{}: {}", connection.name, message.problem));
            }
        }
        Ok(Some(snapshot))
    })
}

/// The part of a manifest whose types an API version has.
fn known_to(wanted: &Manifest, version: ApiVersion) -> Manifest {
    let is_known = |name: &TypeName| type_named(name.as_str()).is_some_and(|kind| kind.since <= version);
    let mut manifest = Manifest::of(Some(version), []);
    manifest.merge_if(wanted, is_known);
    manifest
}
