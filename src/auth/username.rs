//! Usernames: which may be chosen, and how they are compared.

use models::Problem;
use models::limits::USERNAME_CHARS;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::GeneralSecurityProfile;
use unicode_security::general_security_profile::IdentifierType;

/// Words that mean everybody in a mention, so that nobody may be called so.
const RESERVED: [&str; 2] = ["all", "here"];
/// What may stand within a username, beside letters and digits.
const SIGNS: [char; 3] = ['.', '_', '-'];
/// Marks of one letter. No language has more, and a tower of them hides the lines around it (UTS #39,
/// section 5.4).
const MARKS: usize = 4;

/// A username that may be chosen, as it is shown. Compatibility forms (full width, say) become
/// the plain ones (NFKC).
///
/// # Errors
/// Which rule it breaks, of the field `username`.
pub fn parse(text: &str) -> Result<String, Problem> {
    let invalid = |code, detail: &'static str| Err(Problem::field("username", code, detail));
    // A longer one need not be looked at; NFKC makes at most 18 of one character.
    if text.chars().nth(*USERNAME_CHARS.end()).is_some() {
        return invalid("too_long", "at most 32 characters");
    }
    let name: String = text.nfkc().collect();
    let count = name.chars().count();
    if count < *USERNAME_CHARS.start() {
        return invalid("too_short", "at least 2 characters");
    }
    if count > *USERNAME_CHARS.end() {
        return invalid("too_long", "at most 32 characters");
    }
    if !name.chars().all(is_part) || !has_marks_on_letters(&name) {
        return invalid("invalid", "only letters, digits, '.', '_' and '-'");
    }
    if name.starts_with(SIGNS) || name.ends_with(SIGNS) {
        return invalid("invalid", "begins and ends with a letter or a digit");
    }
    if RESERVED.contains(&key(&name).as_str()) {
        return invalid("reserved", "this name mentions everybody");
    }
    Ok(name)
}

/// Whether a character can be a part of a username: a letter, a letter's mark (the vowels of many
/// scripts are some), or a digit, of a script that people write, or one of three signs. Nothing that
/// is invisible or made for symbols alone (UTS #39, section 3.1).
fn is_part(c: char) -> bool {
    SIGNS.contains(&c)
        || (c.is_alphanumeric() || is_combining_mark(c))
            && matches!(
                c.identifier_type(),
                Some(
                    IdentifierType::Recommended
                        | IdentifierType::Inclusion
                        | IdentifierType::Limited_Use
                        | IdentifierType::Uncommon_Use
                )
            )
}

/// Whether every mark has a letter, and none has too many.
fn has_marks_on_letters(name: &str) -> bool {
    // At the beginning, and after a digit or a sign, none can be.
    let mut marks = MARKS;
    name.chars().all(|c| {
        marks = match (is_combining_mark(c), c.is_alphabetic()) {
            (true, _) => marks + 1,
            (false, true) => 0,
            (false, false) => MARKS,
        };
        marks <= MARKS
    })
}

/// What two usernames have in common exactly if nobody can tell them apart: case folded, letters
/// that look alike made one (UTS #39, section 4). Also of what is no username.
#[must_use]
pub fn key(name: &str) -> String {
    // The skeleton brings capitals back (of 0 an O), so it is folded once more.
    fold(unicode_security::skeleton(&fold(name.nfkc())).nfkc())
}

/// Upper case first joins what lower case alone keeps apart: ß and ss, the two small sigmas.
fn fold(chars: impl Iterator<Item = char>) -> String {
    chars
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_digits_and_three_signs_make_a_username() {
        for name in [
            "al",
            "Alice",
            "b.o-b_7",
            "Мария",
            "田中",
            "José",
            "मीरा",
            "प्रिया",
            "कृष्ण",
            "தமிழ்",
            "ရန်ကုန်",
            "x\u{327}\u{301}",
            "a1",
            &"x".repeat(32),
        ] {
            assert_eq!(parse(name).unwrap(), name);
        }
        assert_eq!(parse("ａｌｉｃｅ").unwrap(), "alice", "full width");
        assert_eq!(parse("Jose\u{301}").unwrap(), "José", "decomposed");
        assert_eq!(parse("น้ำ").unwrap(), "น้\u{e4d}า", "compatible");
    }

    #[test]
    fn everything_else_is_refused() {
        let long = "x".repeat(33);
        for name in [
            "",
            "a",
            &long,
            "a b",
            " ab",
            "ab ",
            ".ab",
            "ab.",
            "-ab",
            "ab_",
            "a@b",
            "a\0b",
            "a\nb",
            "😀😀",
            "a\u{200d}b",
            "a\u{3164}b",
            "\u{3164}\u{3164}",
            "a\u{202e}b",
            "ﷺﷺ",
            "\u{301}ab",
            "1\u{301}a",
            "a_\u{301}b",
            "a\u{fe0f}b",
            "a\u{20e3}b",
            "q\u{301}\u{301}\u{301}\u{301}\u{301}",
        ] {
            assert!(parse(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn what_mentions_everybody_is_nobodys_name() {
        for name in ["all", "All", "here", "HERE", "аll", "a11", "heгe"] {
            assert!(parse(name).is_err(), "{name:?}");
        }
        assert!(parse("allie").is_ok() && parse("everyone").is_ok());
    }

    #[test]
    fn case_and_look_make_no_difference() {
        for (a, b) in [
            ("Alice", "aLICE"),
            ("alice", "аlice"),
            ("paypal", "раураl"),
            ("straße", "STRASSE"),
            ("bob", "b\u{43e}b"),
            ("zero0", "zeroo"),
            ("ΣΑΣ", "σας"),
        ] {
            assert_eq!(key(a), key(b), "{a} {b}");
        }
        for (a, b) in [
            ("alice", "alicia"),
            ("bob", "rob"),
            ("user1", "user2"),
            ("a.b", "a_b"),
        ] {
            assert_ne!(key(a), key(b), "{a} {b}");
        }
    }
}
