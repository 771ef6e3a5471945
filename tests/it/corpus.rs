//! What users have: every folder of the corpus, where `XCRED_CORPUS` names one.

use crate::support::{corpus::corpus, tree_of};

#[test]
fn the_corpus_holds_projects_and_their_history() {
    let Some(folder) = corpus() else { return };
    let files = tree_of(&folder);
    let of_interest =
        |name: &&String| name.contains(".externalCredential") || name.contains(".externalAuthIdentityProvider");
    let found: Vec<&String> = files.keys().filter(of_interest).collect();
    println!("the corpus holds {} files, {} of them credentials and identity providers", files.len(), found.len());
    assert!(!found.is_empty(), "`{}` is no corpus", folder.display());
}
