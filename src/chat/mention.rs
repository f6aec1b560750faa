//! `@username`, `@all` and `@here` in a body.

use std::collections::BTreeSet;

/// Names looked at in one body; more are plain text.
const MOST: usize = 50;

/// Whom a body names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Names {
    /// What usernames are compared by, each once.
    pub(crate) keys: BTreeSet<String>,
    /// `@all`
    pub(crate) all: bool,
    /// `@here`
    pub(crate) here: bool,
}

/// Finds the names in `body`. An `@` within a word is none (an address of e-mail), and a full stop
/// that ends a sentence is not a part of the name before it.
pub(crate) fn names(body: &str) -> Names {
    let mut names = Names::default();
    let mut before = None;
    for (at, c) in body.char_indices() {
        let begins = c == '@' && !before.is_some_and(is_name_char);
        before = Some(c);
        if !begins {
            continue;
        }
        let rest = &body[at + 1..];
        let end = rest.find(|c| !is_name_char(c)).unwrap_or(rest.len());
        let name = rest[..end].trim_end_matches(|c: char| !c.is_alphanumeric());
        match name {
            "" => {}
            "all" => names.all = true,
            "here" => names.here = true,
            name if names.keys.len() < MOST => {
                names.keys.insert(auth::username::key(name));
            }
            _ => {}
        }
    }
    names
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(body: &str) -> Vec<String> {
        names(body).keys.into_iter().collect()
    }

    #[test]
    fn names_are_found_where_a_word_begins() {
        assert_eq!(
            keys("@ada, ask (@bob.b). @cy-"),
            ["ada", "bob.b", "cy"].map(auth::username::key)
        );
        assert_eq!(keys("ada@example.org @ @@"), Vec::<String>::new());
        assert_eq!(keys("@ada @ada"), [auth::username::key("ada")]);
    }

    #[test]
    fn everybody_is_named_by_all_and_here() {
        let found = names("@all and @here!");
        assert!(found.all && found.here && found.keys.is_empty());
        assert!(!names("@allan").all);
    }
}
