//! Calls that only look: `describeMetadata` and `listMetadata`.

use super::{Answer, Exchange, Fault, available_type, too_many};
use crate::{
    metadata::{ApiVersion, MetadataType},
    practice::listing,
};

/// How many queries one `listMetadata` may hold. That more get the words for too many records is inferred.
const QUERIES: usize = 3;

#[expect(clippy::unnecessary_wraps, reason = "a handler among others")]
pub(super) fn describe(exchange: &Exchange<'_>) -> Answer {
    Ok(vec![listing::describe(as_of(exchange))])
}

pub(super) fn list(exchange: &Exchange<'_>) -> Answer {
    let types: Vec<String> = exchange
        .call
        .children_named("queries")
        .map(|query| query.child_text("type").unwrap_or_default().trim().to_owned())
        .collect();
    if types.len() > QUERIES {
        return Err(too_many(QUERIES));
    }
    let version = as_of(exchange);
    let tables: Vec<&MetadataType> =
        types.iter().map(|name| available_type(name, version)).collect::<Result<_, Fault>>()?;
    exchange.with(|org, _| tables.iter().flat_map(|table| listing::list(&org.holdings, table)).collect())
}

/// The version that an answer is for: `asOfVersion`, else that of the address.
fn as_of(exchange: &Exchange<'_>) -> ApiVersion {
    let named = exchange.text("asOfVersion").and_then(|text| text.parse().ok());
    named.unwrap_or(exchange.version)
}
