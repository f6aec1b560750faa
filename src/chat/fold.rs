//! Folding: a text as search sees it, without its case, its punctuation and its compatible forms
//! (NFKC), and cut into *pieces* with one space between two: a run of letters and digits of a
//! script that puts spaces between words, a run of a script that doesn't (Chinese, Japanese,
//! Korean, Thai, …), or one emoji.
//!
//! What is indexed and what is looked for are folded by the same function.

use std::ops::Range;

use models::limits::BODY_CHARS;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

/// Bytes of a folded text: what a body can come to, but for the few characters that become twenty.
pub(crate) const FOLDED_BYTES: usize = 10 * BODY_CHARS;

/// A text as search sees it.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    /// The pieces, with one space between two.
    text: String,
    /// Where in `text` each character that a reader sees begins, and its range in the original.
    places: Vec<Place>,
}

#[derive(Debug)]
struct Place {
    folded: usize,
    original: Range<usize>,
}

/// What a character is to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Of a word between spaces.
    Word,
    /// Of a script without spaces between words.
    Dense,
    /// An emoji or another pictograph: a piece by itself.
    Symbol,
    /// A combining mark: goes with what it stands on.
    Mark,
    /// Not there at all: joiners, selectors, marks of direction.
    Nothing,
    /// Everything else: between two pieces.
    Gap,
}

impl Class {
    fn of(char: char) -> Self {
        if char.is_ascii() {
            return if char.is_ascii_alphanumeric() {
                Self::Word
            } else {
                Self::Gap
            };
        }
        match char {
            '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200C}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{E0000}'..='\u{E0FFF}' => Self::Nothing,
            _ if char.is_alphanumeric() => {
                if is_dense(char) {
                    Self::Dense
                } else {
                    Self::Word
                }
            }
            _ if is_combining_mark(char) => Self::Mark,
            '\u{2190}'..='\u{21FF}'
            | '\u{2300}'..='\u{23FF}'
            | '\u{25A0}'..='\u{27BF}'
            | '\u{2900}'..='\u{297F}'
            | '\u{2B00}'..='\u{2BFF}'
            | '\u{1F000}'..='\u{1FAFF}' => Self::Symbol,
            _ => Self::Gap,
        }
    }
}

/// Whether a letter is of a script that puts no spaces between words.
pub(crate) fn is_dense(letter: char) -> bool {
    use Script::{
        Bopomofo, Han, Hangul, Hiragana, Katakana, Khmer, Lao, Myanmar, New_Tai_Lue, Tai_Le,
        Tai_Tham, Tai_Viet, Thai,
    };
    // None of them begins before Thai.
    if letter < '\u{E00}' {
        return false;
    }
    // The extension rather than the script, since some letters are shared (the long vowel, ー).
    let scripts = letter.script_extension();
    !scripts.is_common()
        && !scripts.is_inherited()
        && [
            Han,
            Hiragana,
            Katakana,
            Hangul,
            Bopomofo,
            Thai,
            Lao,
            Khmer,
            Myanmar,
            Tai_Le,
            New_Tai_Lue,
            Tai_Tham,
            Tai_Viet,
        ]
        .into_iter()
        .any(|script| scripts.contains_script(script))
}

/// Folds a text.
pub(crate) fn fold(text: &str) -> Folded {
    let mut folder = Folder {
        folded: Folded::default(),
        last: Class::Gap,
    };
    let (mut at, mut rest) = (0, text);
    while !rest.is_empty() && folder.folded.text.len() < FOLDED_BYTES {
        let (cluster, plain) = first_cluster(rest);
        let end = at + if plain { 1 } else { cluster.chars().count() };
        folder.push(cluster, plain, at..end);
        (at, rest) = (end, &rest[cluster.len()..]);
    }
    folder.folded
}

/// What a reader sees as the first character, and whether it is a plain one.
fn first_cluster(text: &str) -> (&str, bool) {
    let mut chars = text.char_indices();
    let first = chars.next().is_some_and(|(_, char)| is_plain(char));
    let second = chars.next();
    if first && second.is_none_or(|(_, char)| is_plain(char)) {
        return (&text[..second.map_or(text.len(), |(end, _)| end)], true);
    }
    (text.graphemes(true).next().unwrap_or(text), false)
}

/// Letters that most texts are made of: never joined to a neighbour of their kind, and their own
/// compatible form. Only for speed: looked at in full they come to the same.
fn is_plain(char: char) -> bool {
    matches!(char,
        ' '..='~' | '\u{C0}'..='\u{FF}' | 'Α'..='Ρ' | 'Σ'..='Ω' | 'α'..='ω'
        | '\u{400}'..='\u{481}' | '\u{48A}'..='\u{52F}' | '\u{5D0}'..='\u{5EA}'
        | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{4E00}'..='\u{9FFF}')
}

struct Folder {
    folded: Folded,
    /// Of the last character that was written; a gap where the next one begins a piece.
    last: Class,
}

impl Folder {
    /// Adds what a reader sees as one character.
    fn push(&mut self, cluster: &str, plain: bool, original: Range<usize>) {
        let before = self.folded.text.len();
        if plain {
            for char in cluster.chars().flat_map(without_case) {
                self.write(char, false);
            }
        } else {
            let mut symbol = false;
            for char in cluster.nfkc().flat_map(without_case).nfc() {
                symbol |= self.write(char, symbol);
            }
            if symbol {
                self.last = Class::Gap;
            }
        }
        if self.folded.text.len() > before {
            // Where a piece began, its character stands after the space.
            let space = usize::from(self.folded.text.as_bytes()[before] == b' ');
            self.folded.places.push(Place {
                folded: before + space,
                original,
            });
        }
    }

    /// Writes one folded character, which may belong to a symbol; whether it begins one.
    fn write(&mut self, char: char, in_symbol: bool) -> bool {
        let class = Class::of(char);
        match class {
            Class::Nothing => {}
            // What is left of a Turkish İ is no more than an i.
            Class::Mark if char == '\u{307}' && self.folded.text.ends_with('i') => {}
            Class::Mark if self.last == Class::Gap => {}
            Class::Mark => self.folded.text.push(char),
            _ if in_symbol => self.folded.text.push(char),
            Class::Gap => self.last = Class::Gap,
            _ => {
                let begins = class == Class::Symbol || class != self.last;
                if begins && !self.folded.text.is_empty() {
                    self.folded.text.push(' ');
                }
                self.last = class;
                self.folded.text.push(char);
            }
        }
        class == Class::Symbol
    }
}

/// A character without its case. Upper and then lower comes to Unicode's full case folding (ß is
/// ss, ς is σ), which the standard library lacks.
fn without_case(char: char) -> impl Iterator<Item = char> {
    char.to_uppercase().flat_map(char::to_lowercase)
}

impl Folded {
    /// The pieces, with one space between two.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The range in the original of a range of the folded text that is not empty.
    pub(crate) fn original(&self, folded: Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let after = self.places.partition_point(|place| place.folded <= at);
            self.places
                .get(after.saturating_sub(1))
                .map(|place| place.original.clone())
        };
        let first = place(folded.start).unwrap_or_default();
        let last = place(folded.end - 1).unwrap_or_default();
        first.start..last.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_letters_are_only_quicker() {
        for char in (0..=0x10_FFFF)
            .filter_map(char::from_u32)
            .filter(|char| is_plain(*char))
        {
            let full = std::iter::once(char).nfkc().flat_map(without_case).nfc();
            assert!(without_case(char).eq(full), "{char}");
            assert_eq!(format!("я{char}я").graphemes(true).count(), 3, "{char}");
        }
    }
}
