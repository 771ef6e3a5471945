//! Bundles: what a deployment carries, and the zip archives that carry it.
//!
//! A bundle is written deterministically: the same components give the same bytes. Archives that come from elsewhere are
//! read with suspicion: names that climb out, duplicates and archives that grow beyond the limits are errors.

pub mod archive;
