//! The comments of one pull request, as the API of GitHub and that of GitLab serve them: lists in pages, authors, limits,
//! and tokens that may not write.

use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};

use crate::support::servers::{Answer, Canned, Request, canned};

/// The token of the job. It must appear nowhere.
pub(super) const TOKEN: &str = "ghs_canaryTOKENthatIsShownNowhere";

/// Whose API is spoken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Platform {
    GitHub,
    GitLab,
}

/// What a token may do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rights {
    Write,
    Read,
}

/// A comment of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comment {
    pub(super) id: u64,
    pub(super) author: String,
    pub(super) body: String,
}

/// The comments of one pull request, on a server on loopback.
pub(super) struct Board {
    server: Canned,
    comments: Arc<Mutex<Vec<Comment>>>,
}

/// So many comments are on a page; less than one asks for, so that there are several.
const PAGE: usize = 2;

impl Board {
    /// Serves a pull request with these comments: author and text.
    pub(super) fn of(platform: Platform, rights: Rights, comments: &[(&str, &str)]) -> Self {
        let comment = |(at, (author, body)): (usize, &(&str, &str))| Comment {
            id: 100 + at as u64,
            author: (*author).to_owned(),
            body: (*body).to_owned(),
        };
        let comments = Arc::new(Mutex::new(comments.iter().enumerate().map(comment).collect()));
        let held = Arc::clone(&comments);
        let server = canned(move |_, request| Desk { platform, rights, request }.answer(&mut locked(&held)));
        Self { server, comments }
    }

    /// Where it is served.
    pub(super) fn url(&self) -> String {
        self.server.url()
    }

    /// The comments as they are now.
    pub(super) fn comments(&self) -> Vec<Comment> {
        locked(&self.comments).clone()
    }

    /// The request lines that came.
    pub(super) fn asked(&self) -> Vec<String> {
        let line = |request: Request| request.head.lines().next().unwrap_or_default().replace(" HTTP/1.1", "");
        self.server.requests().into_iter().map(line).collect()
    }
}

fn locked(comments: &Mutex<Vec<Comment>>) -> MutexGuard<'_, Vec<Comment>> {
    comments.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Who answers one request.
struct Desk<'r> {
    platform: Platform,
    rights: Rights,
    request: &'r Request,
}

impl Desk<'_> {
    fn answer(&self, comments: &mut Vec<Comment>) -> Answer {
        let line = self.request.head.lines().next().unwrap_or_default();
        let (method, target) = line.split_once(' ').unwrap_or_default();
        let target = target.trim_end_matches(" HTTP/1.1");
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let (header, value) = match self.platform {
            Platform::GitHub => ("authorization", format!("Bearer {TOKEN}")),
            Platform::GitLab => ("private-token", TOKEN.to_owned()),
        };
        if self.request.header(header) != Some(&value) {
            return told(401, "", &json!({ "message": "Bad credentials" }));
        }
        let list = match self.platform {
            Platform::GitHub => "/repos/acme/crm/issues/7/comments",
            Platform::GitLab => "/projects/278964/merge_requests/7/notes",
        };
        let one = match self.platform {
            Platform::GitHub => "/repos/acme/crm/issues/comments/".to_owned(),
            Platform::GitLab => format!("{list}/"),
        };
        match (method, path) {
            ("GET", "/user") if self.platform == Platform::GitLab => {
                told(200, "", &json!({ "id": 42, "username": "bot" }))
            }
            ("GET", path) if path == list => self.page(comments, query),
            ("POST", path) if path == list => self.write(comments, None),
            ("PATCH" | "PUT", path) if (method == "PATCH") == (self.platform == Platform::GitHub) => {
                let id = path.strip_prefix(&one).and_then(|id| id.parse().ok());
                self.write(comments, id)
            }
            _ => told(404, "", &json!({ "message": "Not Found" })),
        }
    }

    fn page(&self, comments: &[Comment], query: &str) -> Answer {
        let page = query.split('&').find_map(|part| part.strip_prefix("page=")).and_then(|page| page.parse().ok());
        let page: usize = page.expect("a page is asked for");
        let shown: Vec<Value> = comments.iter().skip((page - 1) * PAGE).take(PAGE).map(|one| self.shown(one)).collect();
        let next = if comments.len() > page * PAGE { (page + 1).to_string() } else { String::new() };
        let headers = match self.platform {
            Platform::GitHub if next.is_empty() => String::new(),
            Platform::GitHub => format!("Link: <http://api.example/x?page={next}>; rel=\"next\"\r\n"),
            Platform::GitLab => format!("X-Next-Page: {next}\r\n"),
        };
        told(200, &headers, &Value::Array(shown))
    }

    fn shown(&self, comment: &Comment) -> Value {
        let Comment { id, author, body } = comment;
        match self.platform {
            Platform::GitHub => {
                json!({ "id": id, "user": { "login": author }, "body": body, "html_url": format!("https://github.com/c/{id}") })
            }
            Platform::GitLab => {
                let number = if author == "bot" { 42 } else { 1 };
                json!({ "id": id, "author": { "id": number, "username": author }, "body": body, "system": author == "system" })
            }
        }
    }

    fn write(&self, comments: &mut Vec<Comment>, id: Option<u64>) -> Answer {
        if self.rights == Rights::Read {
            let words = match self.platform {
                Platform::GitHub => "Resource not accessible by integration",
                Platform::GitLab => "403 Forbidden",
            };
            return told(403, "", &json!({ "message": words }));
        }
        let body: Value = serde_json::from_slice(&self.request.body).expect("the body is JSON");
        let body = body["body"].as_str().expect("a comment has a body").to_owned();
        if let Some(refusal) = self.refusal(&body) {
            return refusal;
        }
        let us = if self.platform == Platform::GitHub { "github-actions[bot]" } else { "bot" };
        match id {
            None => {
                let id = 100 + comments.len() as u64;
                comments.push(Comment { id, author: us.to_owned(), body });
                told(201, "", &self.shown(comments.last().expect("one was pushed")))
            }
            Some(id) => match comments.iter_mut().find(|comment| comment.id == id) {
                Some(comment) => {
                    comment.body = body;
                    told(200, "", &self.shown(comment))
                }
                None => told(404, "", &json!({ "message": "Not Found" })),
            },
        }
    }

    /// What the platform says of a body that is too long.
    fn refusal(&self, body: &str) -> Option<Answer> {
        let length = body.chars().count();
        match self.platform {
            Platform::GitHub if length > 65_536 => {
                let words = "Body is too long (maximum is 65536 characters)";
                let error =
                    json!({ "resource": "IssueComment", "code": "unprocessable", "field": "data", "message": words });
                Some(told(422, "", &json!({ "message": "Validation Failed", "errors": [error] })))
            }
            Platform::GitLab if length > 1_000_000 => {
                let words = json!({ "note": ["is too long (maximum is 1000000 characters)"] });
                Some(told(400, "", &json!({ "message": words })))
            }
            _ => None,
        }
    }
}

fn told(status: u16, headers: &str, body: &Value) -> Answer {
    let body = body.to_string();
    let length = body.len();
    Answer::Bytes(
        format!(
            "HTTP/1.1 {status} Told\r\ncontent-type: application/json\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )
        .into_bytes(),
    )
}
