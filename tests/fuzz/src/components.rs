//! Any bytes at all end in findings: the laws of checking, fixing and formatting hold, and what is found can be shown.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: xcred_fuzz::on_one_thread(),
    |bytes: &[u8]| xcred_fuzz::hold(bytes)
);
