//! Reads which modules a file names, token by token.
//!
//! Comments and strings are no tokens of a path, while the arguments of macros and `#[cfg(test)]` modules are read like
//! everything else. It follows `crate::` and `xcred::` paths, `super::` paths up to where they end, and every branch of
//! a group. What it cannot see is a path that starts at a name imported before; that import was seen itself.

use proc_macro2::{Delimiter, LexError, TokenStream, TokenTree};

/// A path as it stands in a file.
pub(crate) struct Import {
    pub(crate) line: usize,
    /// The top-level module that the file belongs to; `None` for the root of the crate.
    pub(crate) from: Option<String>,
    /// What is named, counted from the root of the crate.
    pub(crate) segments: Vec<String>,
}

/// Reads the imports of one file, in their order; `module` is the file's path from the root of the crate.
pub(crate) fn imports_of(text: &str, module: &[String]) -> Result<Vec<Import>, LexError> {
    let mut reader = Reader { in_main: module == ["main"], imports: Vec::new() };
    reader.module(text.parse()?, module);
    Ok(reader.imports)
}

/// Gathers imports while it walks the tokens.
struct Reader {
    in_main: bool,
    imports: Vec<Import>,
}

impl Reader {
    /// Reads the tokens of one module; `module` is its path from the root of the crate.
    fn module(&mut self, tokens: TokenStream, module: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            if let Some((name, body)) = inline_module(&tokens[at..]) {
                let inner: Vec<String> = module.iter().cloned().chain([name]).collect();
                self.module(body, &inner);
                at += 3;
            } else if let Some(base) = self.base(&tokens[at], module) {
                at = self.path(&tokens, at + 1, module, base);
            } else {
                if let TokenTree::Group(group) = &tokens[at] {
                    self.module(group.stream(), module);
                }
                at += 1;
            }
        }
    }

    /// Where a path that starts with this token starts; `None` for a token that starts none.
    fn base(&self, token: &TokenTree, module: &[String]) -> Option<Vec<String>> {
        let TokenTree::Ident(name) = token else {
            return None;
        };
        match (name.to_string().as_str(), self.in_main) {
            ("xcred", _) | ("crate", false) => Some(Vec::new()),
            ("super", false) => Some(module.split_last().map_or_else(Vec::new, |(_, up)| up.to_vec())),
            ("self", false) => Some(module.to_vec()),
            _ => None,
        }
    }

    /// Reads on after the start of a path, through every branch of a group, and answers where it ended.
    fn path(&mut self, tokens: &[TokenTree], mut at: usize, module: &[String], mut segments: Vec<String>) -> usize {
        let line = tokens[at - 1].span().start().line;
        while is_separator(&tokens[at..]) {
            match tokens.get(at + 2) {
                Some(TokenTree::Ident(name)) if name == "super" => drop(segments.pop()),
                Some(TokenTree::Ident(name)) if name == "self" => {}
                Some(TokenTree::Ident(name)) => segments.push(name.to_string()),
                Some(TokenTree::Punct(star)) if star.as_char() == '*' => {
                    segments.push("*".to_owned());
                }
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                    self.group(group.stream(), module, &segments);
                    return at + 3;
                }
                _ => break,
            }
            at += 3;
        }
        let renames_root = segments.is_empty() && is_ident(tokens.get(at), "as");
        if renames_root {
            segments.push("self".to_owned());
        }
        self.imports.push(Import { line, from: module.first().cloned(), segments });
        at
    }

    /// Reads the branches of `prefix::{...}`.
    fn group(&mut self, tokens: TokenStream, module: &[String], prefix: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut starts = true;
        let mut at = 0;
        while at < tokens.len() {
            if !starts {
                starts = matches!(&tokens[at], TokenTree::Punct(comma) if comma.as_char() == ',');
                at += 1;
                continue;
            }
            starts = false;
            let mut segments = prefix.to_vec();
            match &tokens[at] {
                TokenTree::Ident(name) if name == "self" => {}
                TokenTree::Ident(name) if name == "super" => drop(segments.pop()),
                TokenTree::Group(group) => self.group(group.stream(), module, prefix),
                token => segments.push(token.to_string()),
            }
            at = self.path(&tokens, at + 1, module, segments);
        }
    }
}

/// Recognises `mod name { ... }` at the start of the tokens.
fn inline_module(tokens: &[TokenTree]) -> Option<(String, TokenStream)> {
    match tokens {
        [keyword, TokenTree::Ident(name), TokenTree::Group(body), ..] if is_ident(Some(keyword), "mod") => {
            Some((name.to_string(), body.stream()))
        }
        _ => None,
    }
}

fn is_ident(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(name)) if name == word)
}

/// Whether the tokens start with `::`.
fn is_separator(tokens: &[TokenTree]) -> bool {
    let colon = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':');
    matches!(tokens, [first, second, ..] if colon(first) && colon(second))
}
