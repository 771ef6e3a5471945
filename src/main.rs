//! The `xcred` binary.

fn main() {}
