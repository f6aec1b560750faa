//! Lists that come in pages, and ids in a query.

use models::limits::{IDS, PAGE, PAGE_MOST};
use models::{Problem, UserId};
use serde::{Deserialize, Deserializer};

/// No name or topic is longer, and an engine's patterns have a limit, too.
const QUERY_CHARS: usize = 500;

/// How many entries a page has: a limit above the most is cut to it.
pub(crate) fn size(limit: Option<u64>) -> u32 {
    let limit = limit.map_or(PAGE, |limit| u32::try_from(limit).unwrap_or(PAGE_MOST));
    limit.clamp(1, PAGE_MOST)
}

/// Cuts a list, of which one more than `size` was asked for, to a page; the cursor of the next
/// page, where there is one.
pub(crate) fn cut<T>(list: &mut Vec<T>, size: u32, id: impl Fn(&T) -> String) -> Option<String> {
    let size = size as usize;
    if list.len() <= size {
        return None;
    }
    list.truncate(size);
    list.last().map(id)
}

/// What a list is searched for, without the space around it.
pub(crate) fn query(text: &str) -> Result<&str, Problem> {
    if text.chars().nth(QUERY_CHARS).is_some() {
        return Err(Problem::field(
            "query",
            "too_long",
            "at most 500 characters",
        ));
    }
    Ok(text.trim())
}

/// A cursor is the id of a page's last entry.
pub(crate) fn cursor<I: std::str::FromStr>(cursor: Option<&str>) -> Result<Option<I>, Problem> {
    let invalid = |_| Problem::field("cursor", "invalid", "not one that this list gave");
    cursor
        .filter(|cursor| !cursor.is_empty())
        .map(|cursor| cursor.parse().map_err(invalid))
        .transpose()
}

/// Ids that are separated by commas.
pub(crate) fn user_ids(text: &str) -> Result<Vec<UserId>, Problem> {
    let parts: Vec<&str> = text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .take(IDS + 1)
        .collect();
    if parts.len() > IDS {
        return Err(Problem::field("ids", "too_long", "at most 100 ids"));
    }
    parts
        .into_iter()
        .map(|part| {
            part.parse()
                .map_err(|_| Problem::field("ids", "invalid", "not an id"))
        })
        .collect()
}

/// Tells a field that is null, which takes the value away, from one that is absent, which leaves
/// it. For `#[serde(default, deserialize_with = "…")]`.
pub(crate) fn present<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_cut_to_the_most() {
        assert_eq!(
            [None, Some(0), Some(7), Some(u64::MAX)].map(size),
            [50, 1, 7, 200]
        );
    }

    #[test]
    fn a_query_longer_than_what_it_could_find_is_refused() {
        assert_eq!(query(" я ").unwrap(), "я");
        assert!(query(&"я".repeat(500)).is_ok());
        assert!(query(&"я".repeat(501)).is_err());
    }

    #[test]
    fn the_cursor_is_the_last_entry_of_a_page_that_has_a_next() {
        let mut list = vec![1, 2, 3];
        assert_eq!(cut(&mut list, 2, ToString::to_string).as_deref(), Some("2"));
        assert_eq!(list, [1, 2]);
        assert_eq!(cut(&mut list, 2, ToString::to_string), None);
    }

    #[test]
    fn ids_are_separated_by_commas_and_at_most_a_hundred() {
        let id = "00000000-0000-0000-0000-000000000001";
        assert_eq!(user_ids(&format!("{id},{id}")).unwrap().len(), 2);
        assert_eq!(user_ids("").unwrap(), []);
        assert!(user_ids("x").is_err());
        assert!(user_ids(&format!("{id},").repeat(100)).is_ok());
        assert!(user_ids(&format!("{id},").repeat(101)).is_err());
    }
}
