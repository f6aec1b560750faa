//! What a file is, by its bytes: never by its name, nor by what a client says.

/// Bytes from the beginning that are enough to tell.
pub(crate) const HEAD: usize = 8 * 1024;

const BINARY: &str = "application/octet-stream";
const TEXT: &str = "text/plain";

/// The content type of what begins with these bytes.
pub(crate) fn of(head: &[u8]) -> &'static str {
    let head = &head[..head.len().min(HEAD)];
    let Some(kind) = infer::get(head) else {
        return if is_text(head) { TEXT } else { BINARY };
    };
    match kind.mime_type() {
        "audio/m4a" => "audio/mp4",
        "audio/opus" => "audio/ogg",
        "audio/x-flac" => "audio/flac",
        "audio/x-wav" => "audio/wav",
        "video/x-m4v" => "video/mp4",
        // Whatever a browser would run or follow is text that it shows, or a heap of bytes.
        mime if mime.starts_with("text/") || mime.ends_with("+xml") => TEXT,
        mime => mime,
    }
}

/// Whether a browser may show it in the page. A picture also has to be one that we could read.
pub(crate) fn is_inline(kind: &str) -> bool {
    is_picture(kind)
        || matches!(
            kind,
            "video/mp4"
                | "video/webm"
                | "video/quicktime"
                | "audio/mpeg"
                | "audio/mp4"
                | "audio/ogg"
                | "audio/flac"
                | "audio/wav"
                | "audio/aac"
        )
}

/// Whether it is a picture that browsers show.
pub(crate) fn is_picture(kind: &str) -> bool {
    is_drawn(kind) || kind == "image/avif"
}

/// Whether we can decode it ourselves.
pub(crate) fn is_drawn(kind: &str) -> bool {
    matches!(
        kind,
        "image/png" | "image/jpeg" | "image/gif" | "image/webp"
    )
}

/// Whether it may carry where it was taken: what browsers show, and what telephones make.
pub(crate) fn may_tell_where(kind: &str) -> bool {
    is_picture(kind) || kind == "image/heif"
}

/// UTF-8 up to where it may have been cut, without what no text has.
fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // Cut within a character, and only for that.
        Err(error) if error.error_len().is_none() && head.len() == HEAD => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.is_empty()
        && !text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_that_is_shown_is_known_by_its_first_bytes() {
        let webm = [&b"\x1a\x45\xdf\xa3\x42\x82\x84webm"[..], &[0; 300]].concat();
        let mp3 = [&b"ID3\x04"[..], &[0; 20]].concat();
        let ogg = [&b"OggS"[..], &[0; 24], b"OpusHead"].concat();
        let samples: [(&[u8], &str); 18] = [
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
            (b"GIF89a\x01\0\x01\0", "image/gif"),
            (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
            (b"\0\0\0\x18ftypavif\0\0\0\0avifmif1", "image/avif"),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "image/avif"),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heif"),
            (b"\0\0\0\x18ftypisom\0\0\x02\0isommp41", "video/mp4"),
            (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video/mp4"),
            (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "video/quicktime"),
            (&webm, "video/webm"),
            (&mp3, "audio/mpeg"),
            (b"\xff\xfb\x90\x64\0\0", "audio/mpeg"),
            (b"\0\0\0\x1cftypM4A \0\0\x02\0M4A mp42", "audio/mp4"),
            (&ogg, "audio/ogg"),
            (b"fLaC\0\0\0\x22", "audio/flac"),
            (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
            (b"\xff\xf1\x50\x80\0", "audio/aac"),
        ];
        for (bytes, kind) in samples {
            assert_eq!(of(bytes), kind, "{}", bytes.escape_ascii());
            assert_eq!(is_inline(kind), kind != "image/heif", "{kind}");
        }
    }

    #[test]
    fn what_a_browser_would_run_is_text_and_no_picture() {
        for script in [
            "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "<?xml version='1.0'?><svg/>",
            "<!DOCTYPE html><script>alert(1)</script>",
            "<html><body onload=x>",
            "<!-- x --><script>",
            "#!/bin/sh\nrm -rf /",
            "<?php echo 1;",
            "just words, ünïcode 🦊\r\n",
        ] {
            assert_eq!(of(script.as_bytes()), "text/plain", "{script}");
            assert!(!is_inline("text/plain"));
        }
    }

    #[test]
    fn documents_and_archives_are_never_shown_in_the_page() {
        let pdf = of(b"%PDF-1.7\n%\xe2\xe3");
        let zip = of(b"PK\x03\x04\x14\0\0\0\x08\0");
        assert_eq!((pdf, zip), ("application/pdf", "application/zip"));
        assert!(!is_inline(pdf) && !is_inline(zip));
        assert_eq!(of(b"\0\x01\x02\x03"), BINARY);
        assert_eq!(of(b""), BINARY);
    }

    #[test]
    fn text_that_is_cut_within_a_character_is_text() {
        let long = "€".repeat(HEAD);
        assert_eq!(of(long.as_bytes()), TEXT);
        assert_eq!(of(&[b"a".as_slice(), &[0xe2, 0x82]].concat()), BINARY);
    }
}
