//! Where logins come from and rest.

pub mod callback;
