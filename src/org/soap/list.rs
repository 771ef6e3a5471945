//! `listMetadata`: the components of some types.

use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;

use super::{Call, Lacking, fields::Fields};
use crate::{
    metadata::{ApiVersion, ComponentId, FullName, TypeName, registry},
    org::{Org, error::OrgError, transport::Repeat},
    xml::{Element, Writer},
};

/// Types in one call; the API takes no more.
const TYPES_A_CALL: usize = 3;
/// Calls at the same time.
const CALLS_AT_ONCE: usize = 3;

/// A component's file as an org lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProperties {
    /// The type; where the org leaves it nil, as the file name tells it, and nothing where that tells nothing.
    pub type_name: Option<TypeName>,
    /// The name inside the type.
    pub full_name: FullName,
    /// The path in an archive, such as `unpackaged/externalCredentials/Stripe.externalCredential`.
    pub file_name: String,
    /// The record's id.
    pub id: Option<String>,
    /// Who made it.
    pub created_by_name: Option<String>,
    /// When it was made.
    pub created_date: Option<Timestamp>,
    /// Who changed it last.
    pub last_modified_by_name: Option<String>,
    /// When it was changed last.
    pub last_modified_date: Option<Timestamp>,
    /// How a package manages it: `unmanaged`, `installed`, `released` and others.
    pub manageable_state: Option<String>,
    /// The namespace of the package that it comes from.
    pub namespace_prefix: Option<String>,
}

impl FileProperties {
    /// The component, where the type is known.
    pub fn component(&self) -> Option<ComponentId> {
        let type_name = self.type_name.clone()?;
        let full_name = self.full_name.clone();
        Some(ComponentId { type_name, full_name })
    }

    pub(super) fn read(element: &Element<'_>) -> Result<Self, Lacking> {
        let file_name = element.required("fileName")?;
        let given = element.text_of("type").map(TypeName::new);
        Ok(Self {
            type_name: given.or_else(|| type_of(&file_name)),
            full_name: FullName::new(element.required("fullName")?),
            file_name,
            id: element.text_of("id"),
            created_by_name: element.text_of("createdByName"),
            created_date: element.date("createdDate"),
            last_modified_by_name: element.text_of("lastModifiedByName"),
            last_modified_date: element.date("lastModifiedDate"),
            manageable_state: element.text_of("manageableState"),
            namespace_prefix: element.text_of("namespacePrefix"),
        })
    }
}

/// The type whose files end as this one does.
fn type_of(file_name: &str) -> Option<TypeName> {
    let (_, suffix) = file_name.rsplit_once('.')?;
    let known = registry().find(|known| known.suffix == suffix)?;
    Some(TypeName::new(known.name.as_str()))
}

impl Org {
    /// Lists the components of types, in the order of the types asked for and, within one, of their names. A type that the
    /// org does not know fails the whole listing with [`super::super::ErrorCode::InvalidType`].
    pub async fn list_metadata(
        &self,
        types: &[TypeName],
        version: ApiVersion,
    ) -> Result<Vec<FileProperties>, OrgError> {
        let batches = types.chunks(TYPES_A_CALL);
        let listings = stream::iter(batches).map(|batch| self.list_batch(batch, version));
        let listed: Vec<Vec<FileProperties>> = listings.buffered(CALLS_AT_ONCE).try_collect().await?;
        let mut listed: Vec<FileProperties> = listed.into_iter().flatten().collect();
        let place = |name: &Option<TypeName>| types.iter().position(|one| Some(one) == name.as_ref());
        listed.sort_by_cached_key(|file| {
            let place = place(&file.type_name).unwrap_or(usize::MAX);
            (place, file.full_name.clone(), file.file_name.clone())
        });
        Ok(listed)
    }

    async fn list_batch(&self, types: &[TypeName], version: ApiVersion) -> Result<Vec<FileProperties>, OrgError> {
        let as_of = version.to_string();
        let arguments = |writer: &mut Writer| {
            for type_name in types {
                writer.start("queries", &[]);
                writer.leaf("type", type_name.as_str()).end();
            }
            writer.leaf("asOfVersion", &as_of);
        };
        let call = Call {
            purpose: "list the org's components",
            name: "listMetadata",
            repeat: Repeat::Freely,
            arguments: &arguments,
        };
        let read = |results: &[&Element<'_>]| {
            let files = results.iter().map(|result| FileProperties::read(result));
            files.collect()
        };
        self.soap(call, read).await
    }
}
