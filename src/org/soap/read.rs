//! `readMetadata`: a few components at once, without a retrieval to wait for.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::{
    Call, Lacking,
    fields::{Fields, is_nil, only},
};
use crate::{
    metadata::{Component, ComponentId, FullName, TypeName, type_named},
    org::{Org, error::OrgError, transport::Repeat},
    xml::{Element, METADATA_NAMESPACE, Writer, write_inside},
};

/// Components in one call; the API takes no more of types such as ours.
pub const COMPONENTS_A_CALL: usize = 10;
/// Calls at the same time.
const CALLS_AT_ONCE: usize = 3;

impl Org {
    /// Reads components, each as the file that a retrieval would give, in the order of the names. What the org does not have,
    /// or does not show this user, is left out.
    pub async fn read_metadata(&self, type_name: &TypeName, names: &[FullName]) -> Result<Vec<Component>, OrgError> {
        let batches = stream::iter(names.chunks(COMPONENTS_A_CALL)).map(|batch| self.read_batch(type_name, batch));
        let read: Vec<Vec<Component>> = batches.buffered(CALLS_AT_ONCE).try_collect().await?;
        Ok(read.into_iter().flatten().collect())
    }

    async fn read_batch(&self, type_name: &TypeName, names: &[FullName]) -> Result<Vec<Component>, OrgError> {
        let arguments = |writer: &mut Writer| {
            writer.leaf("type", type_name.as_str());
            for name in names {
                writer.leaf("fullNames", name.as_str());
            }
        };
        let call =
            Call { purpose: "read components", name: "readMetadata", repeat: Repeat::Freely, arguments: &arguments };
        let read = |results: &[&Element<'_>]| {
            let records = only(results)?.children_named("records").filter(|record| !is_nil(record));
            records.map(|record| component(type_name, names, record)).collect()
        };
        self.soap(call, read).await
    }
}

/// The component of a record, if the record is one of those asked for.
fn component(type_name: &TypeName, names: &[FullName], record: &Element<'_>) -> Result<Component, Lacking> {
    let full_name = FullName::new(record.required("fullName")?);
    if !names.contains(&full_name) {
        return Err(Lacking(format!("it holds `{full_name}`, which was not asked for")));
    }
    let mut writer = Writer::indented();
    writer.start(type_name.as_str(), &[("xmlns", METADATA_NAMESPACE)]);
    let fields = record.elements().filter(|field| field.local_name() != "fullName" && !is_nil(field));
    fields.for_each(|field| write_inside(&mut writer, field));
    writer.end();
    let id = ComponentId { type_name: type_name.clone(), full_name };
    let path = type_named(type_name.as_str()).map(|known| known.metadata_path(id.full_name.as_str()));
    let path = path.unwrap_or_else(|| id.to_string());
    Ok(Component::of_one_file(id, path, writer.finish().into_bytes()))
}
