//! From a folded text to the terms that the index keeps of it, and from a query to the terms that
//! whatever it finds must have. Both engines store terms as they are, so that both find the same.
//!
//! Runs of scripts without spaces are indexed by pairs of characters, because nobody says where
//! their words end.
//!
//! *Invariant:* the index only narrows the search. Whatever it offers is looked at again by
//! [`Folded::find`], which alone decides, so that a term left out of a query is always safe.

use std::ops::Range;

use crate::fold::{Folded, fold, is_dense};

/// Characters of a term; what is longer is indexed by its beginning.
const TERM_CHARS: usize = 64;
/// Terms of a query that the index is asked for.
const QUERY_TERMS: usize = 16;
/// Letters from which the last word of a query finds longer words: below, it would be half the
/// index.
const PREFIX_CHARS: usize = 2;

impl Folded {
    /// The terms that the index keeps for this text, in order, each once, with a space between
    /// two. No term has a space, a quote, a backslash or a U+0000 in it.
    pub(crate) fn terms(&self) -> String {
        let mut terms: Vec<&str> = Vec::new();
        for piece in self.text().split(' ') {
            if piece.starts_with(is_dense) {
                // The last character stands alone, so that each is the beginning of some term.
                terms.extend(pairs(piece));
                terms.extend(piece.char_indices().next_back().map(|(at, _)| &piece[at..]));
            } else if !piece.is_empty() {
                terms.push(beginning(piece));
            }
        }
        terms.sort_unstable();
        terms.dedup();
        terms.join(" ")
    }

    /// Where this text has what `query` asks for: ranges of Unicode scalar values of the original,
    /// in order and apart from each other. None where it lacks any of it.
    pub(crate) fn find(&self, query: &Query) -> Option<Vec<Range<usize>>> {
        let mut found = Vec::new();
        for phrase in &query.phrases {
            let before = found.len();
            found.extend(self.find_phrase(phrase));
            if found.len() == before {
                return None;
            }
        }
        found.sort_unstable_by_key(|range| range.start);
        let mut apart: Vec<Range<usize>> = Vec::with_capacity(found.len());
        for range in found {
            match apart.last_mut() {
                Some(last) if range.start < last.end => last.end = last.end.max(range.end),
                _ => apart.push(range),
            }
        }
        Some(apart)
    }

    fn find_phrase<'a>(&'a self, phrase: &'a Phrase) -> impl Iterator<Item = Range<usize>> + 'a {
        let mut from = 0;
        std::iter::from_fn(move || {
            while let Some(start) = self.next_start(phrase, from) {
                let end = start + phrase.text.len();
                let rest = &self.text()[end..];
                if phrase.ends_anywhere || rest.is_empty() || rest.starts_with(' ') {
                    from = end;
                    return Some(self.original(start..end));
                }
                from = start + phrase.text.chars().next().map_or(1, char::len_utf8);
            }
            None
        })
    }

    fn next_start(&self, phrase: &Phrase, from: usize) -> Option<usize> {
        let text = phrase.text.as_str();
        if phrase.begins_anywhere {
            return self.text()[from..].find(text).map(|at| from + at);
        }
        // A word begins only where a piece does.
        let next_piece = |at: usize| Some(at + self.text()[at..].find(' ')? + 1);
        let mut start = if from == 0 { 0 } else { next_piece(from)? };
        while !self.text()[start..].starts_with(text) {
            start = next_piece(start)?;
        }
        Some(start)
    }
}

/// Each character of a run with the one after it.
fn pairs(run: &str) -> impl Iterator<Item = &str> {
    let ends = run
        .char_indices()
        .map(|(at, char)| at + char.len_utf8())
        .skip(1);
    run.char_indices()
        .zip(ends)
        .map(|((start, _), end)| &run[start..end])
}

/// As much of a word as the index keeps.
fn beginning(word: &str) -> &str {
    word.char_indices()
        .nth(TERM_CHARS)
        .map_or(word, |(end, _)| &word[..end])
}

/// What somebody looks for: each part between spaces has to be there as it stands, the last also
/// where a word only begins with it.
#[derive(Debug)]
pub(crate) struct Query {
    phrases: Vec<Phrase>,
}

#[derive(Debug)]
struct Phrase {
    text: String,
    begins_anywhere: bool,
    ends_anywhere: bool,
}

impl Query {
    /// Reads a query; none where there is no word in it.
    pub(crate) fn parse(query: &str) -> Option<Self> {
        let texts: Vec<String> = query
            .split_whitespace()
            .map(|part| fold(part).text().to_owned())
            .filter(|text| !text.is_empty())
            .collect();
        let last = texts.len().checked_sub(1)?;
        let phrases = texts.into_iter().enumerate().map(|(i, text)| {
            let last_piece = text.rsplit(' ').next().unwrap_or_default();
            let goes_on = i == last
                && (!last_piece.starts_with(char::is_alphanumeric)
                    || last_piece.chars().nth(PREFIX_CHARS - 1).is_some());
            Phrase {
                begins_anywhere: text.starts_with(is_dense),
                ends_anywhere: goes_on || last_piece.starts_with(is_dense),
                text,
            }
        });
        Some(Self {
            phrases: phrases.collect(),
        })
    }

    /// What every text that has this has in the index: a term, and whether it is only the
    /// beginning of one.
    pub(crate) fn terms(&self) -> Vec<(&str, bool)> {
        let mut terms = Vec::new();
        for phrase in &self.phrases {
            let mut pieces = phrase.text.split(' ').peekable();
            while let Some(piece) = pieces.next() {
                let is_last = pieces.peek().is_none();
                if piece.starts_with(is_dense) {
                    let before = terms.len();
                    terms.extend(pairs(piece).map(|pair| (pair, false)));
                    if terms.len() == before {
                        terms.push((piece, true));
                    }
                } else {
                    let term = beginning(piece);
                    let goes_on = is_last && phrase.ends_anywhere && term.len() == piece.len();
                    terms.push((term, goes_on));
                }
            }
        }
        terms.sort_unstable();
        terms.dedup();
        // Long terms are rare ones, mostly.
        terms.sort_by_key(|(term, goes_on)| (*goes_on, std::cmp::Reverse(term.len())));
        terms.truncate(QUERY_TERMS);
        terms
    }
}

#[cfg(test)]
mod tests {
    use models::limits::BODY_CHARS;
    use proptest::prelude::*;

    use super::*;
    use crate::fold::FOLDED_BYTES;

    fn terms(text: &str) -> String {
        fold(text).terms()
    }

    /// The parts of `text` that `query` finds; none where it is not found.
    fn found(text: &str, query: &str) -> Option<Vec<String>> {
        let ranges = fold(text).find(&Query::parse(query)?)?;
        let part = |range: Range<usize>| text.chars().skip(range.start).take(range.len()).collect();
        Some(ranges.into_iter().map(part).collect())
    }

    fn finds(text: &str, query: &str) -> bool {
        found(text, query).is_some()
    }

    #[test]
    fn words_lose_their_case_and_their_punctuation() {
        assert_eq!(terms("Hello, WORLD! hello"), "hello world");
        assert_eq!(terms("l'Homme foo_bar v1.2 -- ..."), "2 bar foo homme l v1");
        assert_eq!(terms(" \n\t"), "");
    }

    #[test]
    fn case_is_folded_in_every_script() {
        for (text, query) in [
            ("ПРИВЕТ, Мир", "привет мир"),
            ("ΟΔΟΣ", "οδοσ"),
            ("οδος", "ΟΔΟΣ"),
            ("Straße", "STRASSE"),
            ("İstanbul", "istanbul"),
            ("DŽ ﬁne Ｆｕｌｌ", "dž fine full"),
            ("Cafe\u{301}", "café"),
        ] {
            assert!(
                finds(text, query),
                "{query} in {text}: {} and {}",
                terms(text),
                terms(query)
            );
        }
    }

    #[test]
    fn scripts_without_spaces_are_found_by_any_part() {
        for (text, query) in [
            ("我们明天去北京开会", "北京"),
            ("我们明天去北京开会", "京"),
            ("我们明天去北京开会", "会"),
            ("我们明天去北京开会", "去北京开"),
            ("今日は東京タワーに行きました", "東京タワー"),
            ("今日は東京タワーに行きました", "行き"),
            ("ﾃｽﾄです", "テスト"),
            ("안녕하세요 여러분", "안녕"),
            ("안녕하세요 여러분", "하세"),
            ("สวัสดีครับ", "สวัสดี"),
            ("iPhone手机很好", "手机"),
            ("iPhone手机很好", "iphone手机"),
        ] {
            assert!(finds(text, query), "{query} in {text}");
        }
        assert!(
            !finds("東京から京都へ", "東京都"),
            "its pairs are there, but apart"
        );
        assert!(!finds("我们明天", "天明"));
    }

    #[test]
    fn scripts_from_right_to_left_and_emoji_are_found() {
        assert!(finds("שלום לכולם", "שלום"));
        assert!(finds("مرحبا بالعالم", "مرحبا"));
        assert!(finds("می\u{200c}خواهم", "میخواهم"), "a joiner is not a gap");
        assert!(finds("done 🎉🎉", "🎉"));
        assert!(finds("nice 👍🏽", "👍"), "of whatever skin");
        assert!(finds("❤️ you", "❤"), "with its selector or without");
        assert!(!finds("done 🎉", "🎊"));
    }

    #[test]
    fn only_the_last_word_may_go_on_and_one_letter_is_a_word() {
        assert!(finds("hello world", "hello wor"));
        assert!(!finds("hello world", "hell world"));
        assert!(!finds("hello world", "orld"));
        assert!(!finds("hello world", "w"));
        assert!(finds("plan b", "b"));
        assert!(finds("see example.com/page", "example.com"));
        assert!(
            !finds("com example", "example.com"),
            "what is written together is found together"
        );
        assert!(finds("aa a a", "a.a x".trim_end_matches(" x")));
    }

    #[test]
    fn what_is_found_is_told_in_characters_of_the_original() {
        let all = |text: &str, query: &str| found(text, query).unwrap_or_default();
        assert_eq!(all("🎉 ﬁne, FINE", "fine"), ["ﬁne", "FINE"]);
        assert_eq!(all("去北京，北京市", "北京"), ["北京", "北京"]);
        assert_eq!(
            all("Straße nach Cafe\u{301}", "strasse café"),
            ["Straße", "Cafe\u{301}"]
        );
        assert_eq!(all("working", "work"), ["work"]);
        assert_eq!(all("北京京剧", "北京 京剧"), ["北京", "京剧"]);
    }

    #[test]
    fn a_query_without_words_is_none() {
        for query in ["", "  ", "!?", "\u{200b}", "\0", "\u{301}"] {
            assert!(Query::parse(query).is_none(), "{query:?}");
        }
    }

    #[test]
    fn a_hostile_text_stays_small() {
        let expanding = "\u{FDFA}".repeat(BODY_CHARS);
        assert!(fold(&expanding).text().len() < FOLDED_BYTES + 100);
        let marks = format!("a{}", "\u{301}".repeat(BODY_CHARS));
        assert!(terms(&marks).chars().count() <= TERM_CHARS);
        let one = "x".repeat(BODY_CHARS);
        assert_eq!(terms(&one).len(), TERM_CHARS);
        assert!(finds(&one, &one[..100]), "beyond what the index keeps");
        assert!(Query::parse(&"a b c d e f g h i j k l m n o p q r ".repeat(9)).is_some());
    }

    fn text() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            "[a-cA-C]{1,3}",
            "[а-вА-В]{1,3}",
            "[一-三]{1,4}",
            "[가-각]{1,3}",
            "[ -/]{1,2}",
            "[א-ג]{1,3}",
            "(🎉|👍🏽|❤️|👨‍👩‍👧)",
            "\\PC{1,3}",
            "[ßİςﬁ\u{301}\u{200d}\u{fdfa}]{1,2}",
        ];
        proptest::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn the_index_never_hides_what_a_text_has(text in text(), query in text()) {
            if let Some(query) = Query::parse(&query) {
                let folded = fold(&text);
                if folded.find(&query).is_some() {
                    let terms = folded.terms();
                    for (term, goes_on) in query.terms() {
                        let known = terms.split(' ')
                            .any(|it| it == term || goes_on && it.starts_with(term));
                        prop_assert!(known, "{term:?} in {terms:?}");
                    }
                }
            }
        }

        #[test]
        fn a_text_finds_itself_and_its_words_are_plain(text in text()) {
            let folded = fold(&text);
            for term in folded.terms().split_terminator(' ') {
                prop_assert!(!term.is_empty());
                let plain = |c: char| !c.is_ascii() || c.is_ascii_lowercase() || c.is_ascii_digit();
                prop_assert!(term.chars().all(plain), "{term:?}");
            }
            if let Some(query) = Query::parse(&text) {
                let ranges = folded.find(&query);
                prop_assert!(ranges.is_some(), "{text:?} {:?}", folded.text());
                let length = text.chars().count();
                let mut end = 0;
                for range in ranges.unwrap_or_default() {
                    prop_assert!(range.start >= end && range.start < range.end);
                    prop_assert!(range.end <= length);
                    end = range.end;
                }
            }
        }
    }
}
