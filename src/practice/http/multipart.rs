//! Forms of several parts, as REST deployments send them.

use axum::body::Bytes;
use futures_util::stream;
use http::{HeaderMap, header::CONTENT_TYPE};

use super::Body;

/// Splits a body where its content type says that it is a form.
pub(crate) async fn split(headers: &HeaderMap, body: Bytes) -> Body {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_form = |text: &&str| text.to_ascii_lowercase().starts_with("multipart/");
    let Some(content_type) = content_type.filter(is_form) else {
        return Body::Plain(body);
    };
    match parts(content_type, body).await {
        Ok(parts) => Body::Form(parts),
        Err(error) => Body::Broken(error.to_string()),
    }
}

async fn parts(content_type: &str, body: Bytes) -> Result<Vec<(String, Bytes)>, multer::Error> {
    let boundary = multer::parse_boundary(content_type)?;
    let whole = stream::once(async move { Ok::<_, std::io::Error>(body) });
    let mut form = multer::Multipart::new(whole, boundary);
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        let encoding = field.headers().get("content-transfer-encoding").cloned();
        let content = field.bytes().await?;
        let in_base64 = encoding.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"base64"));
        parts.push((name, if in_base64 { decoded(content) } else { content }));
    }
    Ok(parts)
}

/// The bytes behind base64; what is none stays as it is, and is no zip archive later.
fn decoded(content: Bytes) -> Bytes {
    use base64::prelude::{BASE64_STANDARD, Engine};
    let packed: Vec<u8> = content.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    BASE64_STANDARD.decode(packed).map_or(content, Bytes::from)
}
