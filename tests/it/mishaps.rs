//! What our client does when things go wrong: each request of a conversation, each mishap.
//!
//! The cases are made by code. A calm run of each conversation says which requests there are; a table says what can
//! befall one; every pair is a case with an org of its own. What must hold of all of them is written down once, in
//! `verdict`.

mod cases;
mod conversations;
mod logins;
mod org;
mod person;
mod representative;
mod verdict;
mod wire;
