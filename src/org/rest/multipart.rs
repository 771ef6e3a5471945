//! Multipart bodies (RFC 7578) whose bytes follow from their parts alone.

use bytes::Bytes;

/// A part of a body.
pub(super) struct Part<'p> {
    /// The form field.
    pub(super) name: &'static str,
    /// The file name, for a part that is a file.
    pub(super) file_name: Option<&'static str>,
    /// The media type.
    pub(super) content_type: &'static str,
    /// The content.
    pub(super) content: &'p [u8],
}

/// A body and the content type that names its boundary.
pub(super) struct Multipart {
    pub(super) content_type: String,
    pub(super) body: Bytes,
}

/// Puts parts together.
pub(super) fn join(parts: &[Part<'_>]) -> Multipart {
    let boundary = boundary_for(parts);
    let content: usize = parts.iter().map(|part| part.content.len() + 256).sum();
    let mut body = Vec::with_capacity(content);
    for part in parts {
        let file_name = part.file_name.map(|name| format!("; filename=\"{name}\""));
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"{}\r\nContent-Type: {}\r\n\r\n",
            part.name,
            file_name.unwrap_or_default(),
            part.content_type,
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(part.content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Multipart { content_type: format!("multipart/form-data; boundary={boundary}"), body: body.into() }
}

/// The first of a row of boundaries that occurs in no part.
fn boundary_for(parts: &[Part<'_>]) -> String {
    let occurs = |boundary: &str| parts.iter().any(|part| contains(part.content, boundary));
    (0..=u32::MAX)
        .map(|number| format!("xcred-part-boundary-{number}"))
        .find(|boundary| !occurs(boundary))
        .expect("no content holds every boundary")
}

fn contains(content: &[u8], boundary: &str) -> bool {
    let boundary = boundary.as_bytes();
    content.windows(boundary.len()).any(|window| window == boundary)
}
