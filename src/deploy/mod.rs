//! From a bundle to an outcome: sent once, followed to its end, told in the project's terms, read back.
//!
//! What is sent is exactly the bundle that was reviewed. When the answer to the one request that must not be repeated is
//! lost, the org is asked what became of it before anything else happens.

mod likeness;
mod outcome;
mod send;
mod verify;

pub use likeness::{Certainty, Difference, Sending};
pub use outcome::{Outcome, Standing, outcome_of};
pub use send::{SendError, Sent, send};
pub use verify::{ReadBack, Verification, VerifyError, read_back, verify};
