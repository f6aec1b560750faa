//! Puts the web app into the binary: the files of `static/`, each as it is and compressed, once and
//! here, so that whoever asks for one need not wait and no memory holds it.
//!
//! It needs no Node: `static/` is committed, and `make static` writes it.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// From this package's folder.
const ROOT: &str = "../../static";
const PAGE: &str = "index.html";
/// Bytes of a hash that are kept: enough to tell two builds apart.
const TAG_BYTES: usize = 8;

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed={ROOT}");
    let root = Path::new(ROOT);
    let page = fs::read_to_string(root.join(PAGE))
        .map_err(|error| format!("static/{PAGE} cannot be read ({error}): run `make static`"))?;
    let mut paths = Vec::new();
    list(root, &mut paths)?;
    // As text: they are searched for as that.
    paths.sort_by(|one, other| one.as_os_str().cmp(other.as_os_str()));

    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut files = String::new();
    for (number, path) in paths.iter().enumerate() {
        let file = embed(root, path, &out.join(number.to_string()), number)?;
        writeln!(files, "    {file},")?;
    }
    let script = script_of(&page).ok_or("static/index.html begins with no script of its own")?;
    if !root.join(&script[1..]).is_file() {
        return Err(format!("static{script} is missing: run `make static`").into());
    }
    let code = format!(
        "pub(crate) const SCRIPT: &str = {script:?};\n\
         pub(super) static FILES: &[File] = &[\n{files}];\n"
    );
    fs::write(out.join("files.rs"), code)?;
    Ok(())
}

/// All files below `folder`.
fn list(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// Writes what is to be included beside `target`, and gives the file as Rust.
fn embed(root: &Path, path: &Path, target: &Path, number: usize) -> Result<String> {
    let name = path.strip_prefix(root)?.to_str().ok_or("a strange name")?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    if !name.bytes().all(is_plain) {
        return Err(
            format!("static/{name}: a path may have letters, digits, `.`, `_`, `-`").into(),
        );
    }
    let plain = fs::read(path)?;
    let include = |extension: &str, bytes: &[u8]| -> Result<String> {
        fs::write(target.with_extension(extension), bytes)?;
        Ok(format!(
            r#"include_bytes!(concat!(env!("OUT_DIR"), "/{number}.{extension}"))"#
        ))
    };
    // What is not smaller by it is better sent as it is.
    let packed = |extension: &str, bytes: Vec<u8>| -> Result<String> {
        if bytes.len() >= plain.len() {
            return Ok("None".to_owned());
        }
        Ok(format!("Some({})", include(extension, &bytes)?))
    };
    Ok(format!(
        r#"File {{ path: "/{name}", kind: "{}", tag: "W/\"{}\"", plain: {}, brotli: {}, gzip: {} }}"#,
        kind_of(name)?,
        tag_of(&plain)?,
        include("plain", &plain)?,
        packed("br", brotli(&plain)?)?,
        packed("gz", gzip(&plain)?)?,
    ))
}

/// Browsers are told never to guess.
fn kind_of(name: &str) -> Result<&'static str> {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    Ok(match extension {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("txt") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("ico") => "image/vnd.microsoft.icon",
        Some("woff2") => "font/woff2",
        Some("mp3") => "audio/mpeg",
        Some("ogg") => "audio/ogg",
        _ => return Err(format!("static/{name}: src/server/build.rs knows no such type").into()),
    })
}

fn tag_of(bytes: &[u8]) -> Result<String> {
    let mut tag = String::new();
    for byte in &Sha256::digest(bytes)[..TAG_BYTES] {
        write!(tag, "{byte:02x}")?;
    }
    Ok(tag)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters)?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// The path of the script that the page begins with.
fn script_of(page: &str) -> Option<&str> {
    let (_, after) = page.split_once("<script type=\"module\"")?;
    let (tag, _) = after.split_once('>')?;
    let (_, path) = tag.split_once("src=\"")?;
    let (path, _) = path.split_once('"')?;
    path.starts_with("/assets/").then_some(path)
}
