//! What a page says of itself, from its beginning: title, description, site. Whatever it says is a
//! stranger's: it is plain text, short, and without what nobody sees.

use std::cell::RefCell;

use encoding_rs::{Encoding, UTF_8};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use models::text::is_hidden;

/// Characters of each.
const TITLE: usize = 200;
const DESCRIPTION: usize = 300;
const SITE: usize = 80;
/// Bytes from the beginning in which a page may say its encoding (HTML, 4.2.5.4).
const ENCODING_WITHIN: usize = 1_024;

/// What a page says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) site: Option<String>,
}

/// Reads the beginning of a page; none where it has no title. `charset`: as its header says.
pub(crate) fn read(html: &[u8], charset: Option<&str>) -> Option<Page> {
    let encoding = charset
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        .or_else(|| said_encoding(html))
        .unwrap_or(UTF_8);
    let (text, ..) = encoding.decode(html);
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(text.as_ref()));
    let tokenizer = Tokenizer::new(Reader::default(), TokenizerOpts::default());
    // Scripts are not run, so it never stops before the end.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.found.into_inner().page()
}

fn said_encoding(html: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&html[..html.len().min(ENCODING_WITHIN)]).to_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let label = after
        .trim_start_matches(['"', '\'', ' '])
        .split(['"', '\'', ' ', ';', '>', '/'])
        .next()?;
    Encoding::for_label(label.as_bytes())
}

#[derive(Default)]
struct Found {
    title: String,
    og_title: Option<String>,
    og_description: Option<String>,
    description: Option<String>,
    site: Option<String>,
    is_in_title: bool,
    is_over: bool,
}

impl Found {
    fn page(self) -> Option<Page> {
        let some = |text: String, most| Some(one_line(&text, most)).filter(|it| !it.is_empty());
        let title = self
            .og_title
            .and_then(|text| some(text, TITLE))
            .or_else(|| some(self.title, TITLE))?;
        let description = self
            .og_description
            .and_then(|text| some(text, DESCRIPTION))
            .or_else(|| self.description.and_then(|text| some(text, DESCRIPTION)));
        Some(Page {
            title,
            description,
            site: self.site.and_then(|text| some(text, SITE)),
        })
    }

    fn meta(&mut self, tag: &Tag) {
        let attribute = |name: &str| {
            let found = tag.attrs.iter().find(|it| &*it.name.local == name);
            found.map(|it| it.value.to_string())
        };
        let Some(content) = attribute("content") else {
            return;
        };
        let name = attribute("property").or_else(|| attribute("name"));
        let place = match name.unwrap_or_default().to_ascii_lowercase().as_str() {
            "og:title" => &mut self.og_title,
            "og:description" => &mut self.og_description,
            "og:site_name" => &mut self.site,
            "description" => &mut self.description,
            _ => return,
        };
        place.get_or_insert(content);
    }
}

#[derive(Default)]
struct Reader {
    found: RefCell<Found>,
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut found = self.found.borrow_mut();
        if found.is_over {
            return TokenSinkResult::Continue;
        }
        match token {
            Token::TagToken(tag) => match (tag.kind, &*tag.name) {
                (TagKind::StartTag, "title") => {
                    // A picture within the page may have one, too.
                    found.is_in_title = found.title.is_empty();
                    return TokenSinkResult::RawData(RawKind::Rcdata);
                }
                (TagKind::EndTag, "title") => found.is_in_title = false,
                (TagKind::StartTag, "meta") => found.meta(&tag),
                (TagKind::StartTag, "script") => {
                    return TokenSinkResult::RawData(RawKind::ScriptData);
                }
                (TagKind::StartTag, "style" | "noscript") => {
                    return TokenSinkResult::RawData(RawKind::Rawtext);
                }
                (TagKind::StartTag, "body") | (TagKind::EndTag, "head") => found.is_over = true,
                _ => {}
            },
            Token::CharacterTokens(text) if found.is_in_title => found.title.push_str(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Without line breaks and what is not seen, and cut where it is long.
fn one_line(text: &str, most: usize) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut line: String = words
        .chars()
        .filter(|c| !c.is_control() && !is_hidden(*c))
        .take(most + 1)
        .collect();
    if let Some((end, _)) = line.char_indices().nth(most) {
        line.truncate(end);
        line.push('…');
    }
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(html: &str) -> Option<Page> {
        read(html.as_bytes(), None)
    }

    #[test]
    fn a_page_is_called_by_what_it_says_for_that() {
        let page = of(
            "<!doctype html><html><head><title>Beans &amp; peas\n | Garden</title>\
             <meta name=description content='How to grow them'>\
             <META Property='OG:Title' content='Beans &lt;b&gt;'>\
             <meta property=og:site_name content=Garden></head><body><title>no</title>",
        );
        let page = page.unwrap();
        assert_eq!(page.title, "Beans <b>");
        assert_eq!(page.description.as_deref(), Some("How to grow them"));
        assert_eq!(page.site.as_deref(), Some("Garden"));
        assert_eq!(
            of("<title> Beans &amp;\n peas </title>").unwrap().title,
            "Beans & peas"
        );
    }

    #[test]
    fn what_is_no_title_is_none() {
        for html in [
            "",
            "just words",
            "<title></title>",
            "<title> \u{200b} </title>",
            "<body><title>too late</title>",
            "<script>'<title>no</title>'</script>",
            "<!-- <title>no</title> -->",
            "<meta property=og:title>",
            "<svg",
        ] {
            assert_eq!(of(html), None, "{html}");
        }
    }

    #[test]
    fn what_strangers_say_is_short_and_turns_nothing_around() {
        let long = format!("<title>{}\u{202e}</title>", "ж".repeat(5_000));
        let title = of(&long).unwrap().title;
        assert_eq!(title.chars().count(), TITLE + 1);
        assert!(title.ends_with('…'));
        assert_eq!(
            of("<title>a\u{202e}b\u{7}\u{feff}c</title>").unwrap().title,
            "abc"
        );
    }

    #[test]
    fn a_page_may_be_in_another_encoding() {
        let cyrillic = [
            b"<meta charset=windows-1251><title>".as_slice(),
            &[0xcf, 0xf0, 0xe8],
            b"</title>",
        ];
        assert_eq!(read(&cyrillic.concat(), None).unwrap().title, "При");
        let latin = [b"<title>caf".as_slice(), &[0xe9], b"</title>"].concat();
        assert_eq!(read(&latin, Some("iso-8859-1")).unwrap().title, "café");
        assert_eq!(read(&latin, Some("nonsense")).unwrap().title, "caf\u{fffd}");
    }

    #[test]
    fn a_page_of_nothing_but_tags_takes_no_time() {
        let before = std::time::Instant::now();
        for part in ["<", "<a ", "<title", "<!--", "&", "<meta content='"] {
            of(&part.repeat(256 * 1024 / part.len()));
        }
        assert!(before.elapsed().as_secs() < 5, "{:?}", before.elapsed());
    }
}
