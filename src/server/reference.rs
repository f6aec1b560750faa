//! `config/snug.reference.toml`: every key with its meaning and its default, made from the doc
//! comments of the sections, so that it cannot say anything else than the code does.

use serde_json::Value;
use utoipa::PartialSchema as _;
use utoipa::openapi::{RefOr, Schema};

use crate::config::Config;

const HEAD: &str = "\
# The configuration of Snug, with every key and its default. No key is required.
#
# It is read from the file that `--config` or SNUG_CONFIG names, or from config/snug.toml where
# that exists. Each key can also be set in the environment, which comes before the file: `listen`
# in [server] is SNUG_SERVER__LISTEN there, and lists are written with commas. A key that does not
# exist is an error; `snug config check` says whether all is well.
#
# This file is printed by `snug config reference`.
";

/// The whole file.
pub(crate) fn render() -> String {
    let defaults = serde_json::to_value(Config::default()).unwrap_or_default();
    let mut text = HEAD.to_owned();
    for (section, about, keys) in sections() {
        text.push_str(&format!("\n{}[{section}]\n", comment(&about)));
        for (key, schema) in keys {
            let (about, example) = notes(&schema);
            // Where there is no default, an example shows the form.
            let value = match &defaults[&section][&key] {
                Value::Null => example.unwrap_or_default(),
                Value::Array(list) if list.is_empty() => example.unwrap_or_default(),
                default => default.clone(),
            };
            text.push_str(&format!("\n{}#{key} = {value}\n", comment(&about)));
        }
    }
    text
}

/// Every key, as `section.key`.
pub(crate) fn keys() -> Vec<String> {
    let mut all = Vec::new();
    for (section, _, keys) in sections() {
        all.extend(keys.into_iter().map(|(key, _)| format!("{section}.{key}")));
    }
    all
}

type Properties = Vec<(String, RefOr<Schema>)>;

/// Each section in order: its name, what it is about, and its keys.
fn sections() -> Vec<(String, String, Properties)> {
    let sections = properties(Config::schema()).into_iter();
    sections
        .map(|(name, schema)| (name, notes(&schema).0, properties(schema)))
        .collect()
}

fn properties(schema: RefOr<Schema>) -> Properties {
    match schema {
        RefOr::T(Schema::Object(object)) => object.properties.into_iter().collect(),
        // A section of its own type.
        RefOr::T(Schema::AllOf(all)) => all.items.into_iter().flat_map(properties).collect(),
        _ => Vec::new(),
    }
}

/// The doc comment, and the example.
fn notes(schema: &RefOr<Schema>) -> (String, Option<Value>) {
    match schema {
        RefOr::T(Schema::Object(object)) => (
            object.description.clone().unwrap_or_default(),
            object.example.clone(),
        ),
        RefOr::T(Schema::Array(array)) => (
            array.description.clone().unwrap_or_default(),
            array.example.clone(),
        ),
        RefOr::T(Schema::AllOf(all)) => all.items.first().map(notes).unwrap_or_default(),
        _ => (String::new(), None),
    }
}

fn comment(text: &str) -> String {
    text.lines().map(|line| format!("# {line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_file_is_fresh() {
        crate::fresh::assert_fresh("config/snug.reference.toml", &render());
    }

    #[test]
    fn every_key_is_explained_and_what_the_reference_says_is_a_valid_configuration() {
        for (section, about, keys) in sections() {
            assert!(!about.is_empty(), "[{section}]");
            for (key, schema) in keys {
                assert!(!notes(&schema).0.is_empty(), "{section}.{key}");
            }
        }
        let live: String = render()
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(key) if !key.starts_with(' ') => format!("{key}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let config: Config = toml::from_str(&live).unwrap();
        assert_eq!(config.limits.sockets_per_user, 50);
    }
}
