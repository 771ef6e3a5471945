//! Writes the first inputs of the fuzzer, those with which the laws begin: `seeds FOLDER`.

use std::{env, fs, io, path::PathBuf};

use xcred::check::laws::seeds;

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args_os().nth(1).expect("the folder to write to is named"));
    fs::create_dir_all(&folder)?;
    seeds().iter().try_for_each(|seed| fs::write(folder.join(&seed.name), xcred_fuzz::write(seed)))
}
