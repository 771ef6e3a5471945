//! The connection: through whom, to whom, how long, and what is said where none comes about.

mod client;
mod proxies;
mod trace;
mod usage;
