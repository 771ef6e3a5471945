//! One HTTP/1.1 request as bytes: as much of the protocol as tells where it ends.

use std::io::{self, BufRead, BufReader, Read};

/// No test sends more bytes; a client that does has gone wild.
const LARGEST: u64 = 64 << 20;

/// A request as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    /// The request line and the headers, without the empty line.
    pub(crate) head: String,
    /// The body as it stood on the wire, chunks included.
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// Reads one request to its end; `None` where the peer closed before it said anything.
    pub(crate) fn read(stream: impl Read) -> io::Result<Option<Self>> {
        let mut stream = BufReader::new(stream.take(LARGEST));
        let Some(head) = head(&mut stream)? else {
            return Ok(None);
        };
        let mut request = Self { head, body: Vec::new() };
        if request.header("transfer-encoding").is_some() {
            request.body = chunks(&mut stream)?;
        } else if let Some(length) = request.header("content-length") {
            let length: u64 = length.parse().map_err(io::Error::other)?;
            let read = stream.by_ref().take(length).read_to_end(&mut request.body)?;
            if (read as u64) < length {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(Some(request))
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut fields = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        let (_, value) = fields.find(|(field, _)| field.eq_ignore_ascii_case(name))?;
        Some(value.trim())
    }

    /// The request's bytes, with the wish that the connection be closed after the answer.
    pub(crate) fn closing(&self) -> Vec<u8> {
        let is_connection = |line: &&str| line.to_ascii_lowercase().starts_with("connection:");
        let mut head: Vec<&str> = self.head.lines().filter(|line| !is_connection(line)).collect();
        head.push("connection: close\r\n\r\n");
        [head.join("\r\n").as_bytes(), &self.body].concat()
    }
}

fn head(stream: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut head = String::new();
    loop {
        let start = head.len();
        if stream.read_line(&mut head)? == 0 {
            return if head.is_empty() { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
        }
        if head[start..].trim_end().is_empty() {
            head.truncate(start);
            return Ok(Some(head.trim_end().to_owned()));
        }
    }
}

/// Reads a chunked body up to its last chunk, as it stands on the wire.
fn chunks(stream: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let start = body.len();
        if stream.read_until(b'\n', &mut body)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = String::from_utf8_lossy(&body[start..]).into_owned();
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = u64::from_str_radix(size, 16).map_err(io::Error::other)?;
        io::copy(&mut stream.take(size + 2), &mut body)?;
        if size == 0 {
            return Ok(body);
        }
    }
}
