//! Calls that only look: `describeMetadata` and `listMetadata`.

use super::{Answer, Exchange, Fault};
use crate::{metadata::ApiVersion, practice::listing};

/// How many queries one `listMetadata` may hold.
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
        return Err(too_many());
    }
    let version = as_of(exchange);
    let listed = exchange.with(|org, _| {
        types
            .iter()
            .map(|name| listing::list(&org.holdings, name, version).ok_or_else(|| unknown(name)))
            .collect::<Result<Vec<_>, Fault>>()
    })??;
    Ok(listed.into_iter().flatten().collect())
}

/// The version that an answer is for: `asOfVersion`, else that of the address.
fn as_of(exchange: &Exchange<'_>) -> ApiVersion {
    let named = exchange.text("asOfVersion").and_then(|text| text.parse().ok());
    named.unwrap_or(exchange.version)
}

/// The code is a server's, quoted for ten records; that three types get the same words is inferred.
fn too_many() -> Fault {
    Fault::new("EXCEEDED_ID_LIMIT", "record limit reached. cannot submit more than 3 records in this operation")
}

fn unknown(name: &str) -> Fault {
    let known = crate::metadata::type_named(name).is_some();
    let words = if known || name.is_empty() {
        "This type of metadata is not available for this organization".to_owned()
    } else {
        format!("Unknown type name '{name}' specified")
    };
    Fault::new("INVALID_TYPE", words)
}
