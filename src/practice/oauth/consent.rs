//! What people are being asked, and the codes that say that they allowed it.
//!
//! A code is good once, for a while, for the app that asked, with the redirect that it named and the verifier of its
//! challenge. Whoever presents it in any other way has used it up: a code that leaked is of no use to anyone.

use std::sync::Mutex;

use super::{Refusal, request::AuthorizationRequest, words};
use crate::practice::{Moment, token};

/// So many milliseconds a question and a code are good: Salesforce documents a quarter of an hour for codes.
const GOOD_FOR: i64 = 15 * 60 * 1000;
/// How many questions and codes are remembered; the oldest end first.
const REMEMBERED: usize = 100;

/// The questions and codes of one running org. They end with it.
#[derive(Debug, Default)]
pub(crate) struct Consents {
    questions: Mutex<Vec<Question>>,
    codes: Mutex<Vec<Code>>,
}

/// A question that a page asks.
#[derive(Debug)]
struct Question {
    id: String,
    /// What only the browser has that was asked.
    browser: String,
    request: AuthorizationRequest,
    asked: Moment,
}

#[derive(Debug)]
struct Code {
    text: String,
    request: AuthorizationRequest,
    given: Moment,
    used: bool,
}

/// A question as the page that asks it carries it.
#[derive(Debug)]
pub(crate) struct Asked {
    /// Its id: a field of the form.
    pub id: String,
    /// What the browser keeps in a cookie.
    pub browser: String,
}

impl Consents {
    /// Notes that a page asks this.
    pub(crate) fn ask(&self, request: AuthorizationRequest, now: Moment) -> Result<Asked, getrandom::Error> {
        let (id, browser) = (token::random::<16>()?, token::random::<16>()?);
        let mut questions = self.questions.lock().expect("taking notes does not panic");
        questions.push(Question { id: id.clone(), browser: browser.clone(), request, asked: now });
        forget_the_oldest(&mut questions);
        Ok(Asked { id, browser })
    }

    /// What was asked in this browser, to be answered now. A question is answered once.
    pub(crate) fn answered(&self, id: &str, browser: &str, now: Moment) -> Option<AuthorizationRequest> {
        let mut questions = self.questions.lock().expect("taking notes does not panic");
        let is_it = |question: &Question| question.id == id && question.browser == browser;
        let place = questions.iter().position(is_it)?;
        let question = questions.remove(place);
        (now.milliseconds_since(question.asked) <= GOOD_FOR).then_some(question.request)
    }

    /// Gives a code for what was allowed. It ends with `==`, as Salesforce's codes do, which has to be encoded in a URL.
    pub(crate) fn allow(&self, request: AuthorizationRequest, now: Moment) -> Result<String, getrandom::Error> {
        let code = format!("aPrx{}==", token::random::<24>()?);
        let mut codes = self.codes.lock().expect("taking notes does not panic");
        codes.push(Code { text: code.clone(), request, given: now, used: false });
        forget_the_oldest(&mut codes);
        Ok(code)
    }

    /// What was allowed with this code, and whether it still is.
    pub(crate) fn redeem(&self, code: &str, now: Moment) -> Result<AuthorizationRequest, Refusal> {
        let mut codes = self.codes.lock().expect("taking notes does not panic");
        let found = codes.iter_mut().find(|known| known.text == code).ok_or(words::INVALID_CODE)?;
        let is_good = !found.used && now.milliseconds_since(found.given) <= GOOD_FOR;
        found.used = true;
        if is_good { Ok(found.request.clone()) } else { Err(words::EXPIRED_CODE) }
    }
}

fn forget_the_oldest<T>(all: &mut Vec<T>) {
    let surplus = all.len().saturating_sub(REMEMBERED);
    all.drain(..surplus);
}
