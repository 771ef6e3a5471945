//! `/services/data`: the API versions that an org speaks.

use http::{HeaderMap, Method};
use serde_json::Value;

use super::{answer, fields::Fields};
use crate::{
    metadata::ApiVersion,
    org::{
        asked::Asked,
        error::OrgError,
        session::InstanceUrl,
        transport::{Repeat, Request, Transport},
    },
};

/// Reads which API versions the instance speaks, oldest first. It needs no session, and so comes before there is an
/// [`crate::org::Org`].
pub async fn versions(transport: &dyn Transport, instance_url: &InstanceUrl) -> Result<Vec<ApiVersion>, OrgError> {
    let request = Request {
        purpose: "read the org's API versions",
        method: Method::GET,
        url: instance_url.at("/services/data"),
        headers: HeaderMap::new(),
        body: bytes::Bytes::new(),
        repeat: Repeat::Freely,
    };
    let asked = Asked::of(&request, None);
    let response = transport.send(request).await;
    let response = response.map_err(|error| asked.unanswered(error))?;
    answer::read(&asked, &response, read)
}

fn read(value: &Value) -> Option<Vec<ApiVersion>> {
    let listed = value.as_array()?;
    let known = listed.iter().filter_map(|item| item.text_of("version")?.parse().ok());
    let mut versions: Vec<ApiVersion> = known.collect();
    versions.sort_unstable();
    versions.dedup();
    (!versions.is_empty()).then_some(versions)
}
