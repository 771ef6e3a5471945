//! The head of a request, read with little patience: nothing that we wait for is long.

use std::time::Duration;

use tokio::{
    io::{AsyncRead, AsyncReadExt},
    time::timeout,
};

use super::stray::Stray;

/// Bytes of a head that are read. Browsers send a kilobyte or two, and the code is a hundred characters.
pub(super) const LONGEST_HEAD: usize = 16 * 1024;

/// Header lines that are read.
const MOST_HEADERS: usize = 64;

/// How long a head may take to come. Browsers open connections ahead of need, and those just end.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a request asks for.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) method: String,
    /// The path, as it came.
    pub(super) path: String,
    /// What stands behind the question mark.
    pub(super) query: String,
    headers: Vec<(String, String)>,
}

impl Head {
    /// The values of a header, in the order in which they came.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = move |(key, _): &&(String, String)| key.eq_ignore_ascii_case(name);
        self.headers.iter().filter(named).map(|(_, value)| value.as_str())
    }

    /// The value of a header, where it is there once.
    pub(super) fn one<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        let mut values = self.all(name);
        let first = values.next();
        first.filter(|_| values.next().is_none())
    }

    /// Reads a head; nothing where the connection ends before anything came.
    pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Result<Self, Stray>> {
        let mut bytes = Vec::new();
        match timeout(PATIENCE, fill(stream, &mut bytes)).await {
            Ok(Ok(())) => Some(Self::parse(&bytes)),
            _ if bytes.is_empty() => None,
            Ok(Err(stray)) => Some(Err(stray)),
            Err(_) => Some(Err(Stray::TooSlow)),
        }
    }

    fn parse(bytes: &[u8]) -> Result<Self, Stray> {
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        match request.parse(bytes) {
            Ok(httparse::Status::Complete(_)) => {}
            Err(httparse::Error::TooManyHeaders) => return Err(Stray::TooLarge),
            _ => return Err(Stray::Malformed),
        }
        let target = request.path.filter(|target| target.starts_with('/')).ok_or(Stray::Malformed)?;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let text = |header: &httparse::Header<'_>| {
            let value = std::str::from_utf8(header.value).map_err(|_| Stray::Malformed)?;
            Ok((header.name.to_owned(), value.to_owned()))
        };
        Ok(Self {
            method: request.method.unwrap_or_default().to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: request.headers.iter().map(text).collect::<Result<_, Stray>>()?,
        })
    }
}

/// Reads to the end of a head.
async fn fill(stream: &mut (impl AsyncRead + Unpin), bytes: &mut Vec<u8>) -> Result<(), Stray> {
    let mut piece = [0; 1024];
    loop {
        let read = stream.read(&mut piece).await.map_err(|_| Stray::Malformed)?;
        if read == 0 {
            return Err(Stray::Malformed);
        }
        // The end of a head may lie across two pieces.
        let looked_at = bytes.len().saturating_sub(3);
        bytes.extend_from_slice(&piece[..read]);
        if memchr::memmem::find(&bytes[looked_at..], b"\r\n\r\n").is_some() {
            return Ok(());
        }
        if bytes.len() > LONGEST_HEAD {
            return Err(Stray::TooLarge);
        }
    }
}
