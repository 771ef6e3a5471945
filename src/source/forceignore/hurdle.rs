//! What a path must have for any pattern to ignore it: a test that is cheaper than the patterns.
//!
//! Most paths pass no hurdle, so that the patterns are never asked about them, and need not be compiled where none does.
//! A hurdle may let through too many paths, never too few.

/// What the patterns have in common with the files and folders that they ignore.
#[derive(Debug, Default)]
pub(super) struct Hurdle {
    files: Lines,
    folders: Lines,
}

/// What patterns have in common with the paths that they ignore.
#[derive(Debug, Default)]
struct Lines {
    /// How an ignored path's last part starts and ends, one line for each pattern about names.
    names: Vec<(String, String)>,
    /// One of these is a folder above an ignored path, for patterns about all in a folder.
    folders: Vec<String>,
    /// A pattern says too little, or too much for this test.
    is_open: bool,
}

impl Hurdle {
    /// Lets through what this glob ignores; it is spelt for the matcher.
    pub(super) fn lower_for(&mut self, glob: &str) {
        if glob.starts_with('!') {
            return;
        }
        if let Some(folder) = glob.strip_suffix('/') {
            self.folders.lower_for(folder);
        } else {
            self.files.lower_for(glob);
            self.folders.lower_for(glob);
        }
    }

    /// Whether a pattern can ignore files of this folder whatever their names.
    pub(super) fn is_open_in(&self, folder: &str) -> bool {
        self.files.are_open_in(folder)
    }

    /// Whether a pattern can ignore files of this name wherever they are.
    pub(super) fn lets_through(&self, name: &str) -> bool {
        self.files.let_through(name)
    }

    /// Whether a pattern can ignore this file or folder.
    pub(super) fn lets_through_path(&self, path: &str, is_folder: bool) -> bool {
        let lines = if is_folder { &self.folders } else { &self.files };
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        lines.are_open_in(folder) || lines.let_through(name)
    }
}

impl Lines {
    fn lower_for(&mut self, glob: &str) {
        let last = glob.rsplit('/').next().unwrap_or(glob);
        let is_wild = |character| matches!(character, '*' | '?');
        let name = (last.split(is_wild).next().unwrap_or(last), last.rsplit(is_wild).next().unwrap_or(last));
        let folder = glob.split('/').rev().skip(1).find(|part| !part.is_empty() && !part.contains(is_wild));
        match (name, folder) {
            _ if glob.contains(['[', '\\']) => self.is_open = true,
            (("", ""), Some(folder)) => self.folders.push(folder.to_owned()),
            (("", ""), None) => self.is_open = true,
            ((start, end), _) => self.names.push((start.to_owned(), end.to_owned())),
        }
    }

    fn are_open_in(&self, folder: &str) -> bool {
        let has = |wanted: &String| folder.split('/').any(|part| part.eq_ignore_ascii_case(wanted));
        self.is_open || self.folders.iter().any(has)
    }

    fn let_through(&self, name: &str) -> bool {
        self.names.iter().any(|(start, end)| starts(name.as_bytes(), start) && ends(name.as_bytes(), end))
    }
}

fn starts(name: &[u8], start: &str) -> bool {
    name.get(..start.len()).is_some_and(|part| part.eq_ignore_ascii_case(start.as_bytes()))
}

fn ends(name: &[u8], end: &str) -> bool {
    let from = name.len().checked_sub(end.len());
    from.is_some_and(|from| name[from..].eq_ignore_ascii_case(end.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(glob: &str, path: &str) -> bool {
        let mut hurdle = Hurdle::default();
        hurdle.lower_for(glob);
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let passes = hurdle.is_open_in(folder) || hurdle.lets_through(name);
        assert_eq!(passes, hurdle.lets_through_path(path, false));
        passes
    }

    #[test]
    fn folders_have_a_hurdle_of_their_own() {
        for (glob, folder, passes) in [
            ("x/", "a/X", true),
            ("a/x/", "a/x", true),
            ("x*/", "a/xy", true),
            ("a/**/", "a/b", true),
            ("**/.*", "a/.git", true),
            ("d/**", "d/e", true),
            ("x/", "x/y", false),
            ("!x/", "x", false),
            ("**/.*", "main", false),
        ] {
            let mut hurdle = Hurdle::default();
            hurdle.lower_for(glob);
            assert_eq!(hurdle.lets_through_path(folder, true), passes, "{glob} {folder}");
        }
    }

    #[test]
    fn it_lets_through_what_can_be_ignored_and_little_else() {
        for (glob, path) in [
            ("**/*.dup", "a/b.DUP"),
            ("**/.*", ".x"),
            ("**/x.json", "a/X.json"),
            ("d/**", "a/d/b/c"),
            ("d/*", "d/c"),
            ("**/*", "c"),
            ("[ab]", "c"),
            ("a?c", "abc"),
        ] {
            assert!(passes(glob, path), "{glob} {path}");
        }
        for (glob, path) in
            [("**/*.dup", "dup"), ("**/.*", "a.x"), ("d/**", "a/dd/c"), ("!x", "x"), ("x/", "x"), ("a?c", "ab")]
        {
            assert!(!passes(glob, path), "{glob} {path}");
        }
    }
}
