//! The section about files, in the operator's words too.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use http::Uri;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::value::{bytes, some_bytes};

/// What a URL of a bucket begins with.
const S3: &str = "s3://";
/// The folder in the data directory, where nothing else is said.
const FOLDER: &str = "files";
/// A bucket takes so many parts of an upload, each of 8 MiB.
const MOST_IN_BUCKET: u64 = 10_000 * 8 * 1024 * 1024;
/// What a database can count.
const MOST: u64 = i64::MAX.unsigned_abs();

/// Where files are kept, and how large they may be.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct Files {
    /// A directory, or a bucket of S3 (or of what speaks like it), with a folder in it or without.
    /// The directory `files` in `server.data_dir` where it is missing.
    #[schema(example = "s3://bucket/folder")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    /// Where the bucket is, unless at AWS.
    #[schema(example = "https://minio.example.org")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) endpoint: Option<String>,
    /// The bucket's region. What is said neither here nor below is taken from the usual variables of
    /// AWS in the environment, such as AWS_REGION.
    #[schema(example = "eu-central-1")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) region: Option<String>,
    /// Whether the bucket's name is in the path of URLs, rather than in the host's name: true with
    /// an `endpoint`, and false without, where nothing is said.
    #[schema(example = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) path_style: Option<bool>,
    /// Who opens the bucket.
    #[schema(example = "snug")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) access_key_id: Option<String>,
    /// What proves it.
    #[schema(example = "a long secret")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) secret_access_key: Option<String>,
    /// Whether downloads are sent to the bucket, with a URL that works for five minutes, in place
    /// of coming through this server. Browsers must be able to reach the bucket.
    pub(crate) redirect: bool,
    /// Whether the directory is a mount that all replicas share. A bucket always is.
    pub(crate) shared: bool,
    /// Bytes of one file.
    #[serde(deserialize_with = "bytes")]
    pub(crate) max_size_bytes: u64,
    /// Bytes of all files of one person, the same contents counted once. No limit where it is
    /// missing.
    #[schema(example = 10_737_418_240_u64)]
    #[serde(
        deserialize_with = "some_bytes",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) quota_bytes: Option<u64>,
}

impl Default for Files {
    fn default() -> Self {
        Self {
            url: None,
            endpoint: None,
            region: None,
            path_style: None,
            access_key_id: None,
            secret_access_key: None,
            redirect: false,
            shared: false,
            max_size_bytes: 100 * 1024 * 1024,
            quota_bytes: None,
        }
    }
}

/// Without the keys of the bucket.
impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_deref().unwrap_or(FOLDER))
    }
}

impl Files {
    /// The bucket, if files are in one.
    pub(crate) fn bucket(&self) -> Option<file::Bucket> {
        let (name, prefix) = self.place_in_s3()?;
        Some(file::Bucket {
            name: name.to_owned(),
            prefix: prefix.to_owned(),
            endpoint: self
                .endpoint
                .as_ref()
                .map(|endpoint| endpoint.trim_end_matches('/').to_owned()),
            region: self.region.clone(),
            path_style: self.path_style.unwrap_or(self.endpoint.is_some()),
            access_key_id: self.access_key_id.clone(),
            secret_access_key: self.secret_access_key.clone(),
        })
    }

    /// The directory, if they are in none.
    pub(crate) fn directory(&self, data_dir: &Path) -> PathBuf {
        match &self.url {
            Some(path) => PathBuf::from(path),
            None => data_dir.join(FOLDER),
        }
    }

    /// A bucket's name, and the folder in it.
    fn place_in_s3(&self) -> Option<(&str, &str)> {
        let place = self.url.as_deref()?.strip_prefix(S3)?;
        let (name, prefix) = place.split_once('/').unwrap_or((place, ""));
        Some((name, prefix.trim_matches('/')))
    }

    pub(super) fn validate(&self) -> Result<()> {
        let in_s3 = self.place_in_s3();
        if let Some(url) = &self.url {
            // A scheme that is not known would be a strange directory.
            let is_place = match in_s3 {
                Some((name, _)) => !name.is_empty(),
                None => !url.is_empty() && !url.contains("://"),
            };
            ensure!(
                is_place,
                "`files.url` is neither a directory nor of the form s3://bucket/folder"
            );
        }
        if in_s3.is_none() {
            self.check_directory()?;
        } else {
            ensure!(
                !self.shared,
                "`files.shared` is about a directory, and `files.url` names a bucket, which always is"
            );
        }
        ensure!(
            !self.shared || self.url.is_some(),
            "`files.shared` needs `files.url`: the directory that all replicas mount"
        );
        if let Some(endpoint) = &self.endpoint {
            let uri = endpoint.parse::<Uri>().unwrap_or_default();
            ensure!(
                matches!(uri.scheme_str(), Some("http" | "https")) && uri.query().is_none(),
                "`files.endpoint` is not of the form https://minio.example.org"
            );
        }
        ensure!(
            self.access_key_id.is_some() == self.secret_access_key.is_some(),
            "`files.access_key_id` and `files.secret_access_key` go together: say both, or neither"
        );
        let most = if in_s3.is_some() {
            MOST_IN_BUCKET
        } else {
            MOST
        };
        ensure!(
            (1..=most).contains(&self.max_size_bytes),
            "`files.max_size_bytes` is not between 1 and {most}"
        );
        Ok(())
    }

    /// What is said of a bucket means nothing in a directory.
    fn check_directory(&self) -> Result<()> {
        for (key, said) in [
            ("endpoint", self.endpoint.is_some()),
            ("region", self.region.is_some()),
            ("path_style", self.path_style.is_some()),
            ("access_key_id", self.access_key_id.is_some()),
            ("secret_access_key", self.secret_access_key.is_some()),
            ("redirect", self.redirect),
        ] {
            if said {
                bail!("`files.{key}` is about a bucket, and `files.url` names none (s3://bucket)");
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Files {
        toml::from_str(text).unwrap()
    }

    fn refusal(text: &str) -> String {
        read(text).validate().unwrap_err().to_string()
    }

    #[test]
    fn files_are_in_the_data_directory_unless_something_else_is_said() {
        let files = read("");
        files.validate().unwrap();
        assert!(files.bucket().is_none());
        let data = Path::new("data");
        assert_eq!(files.directory(data), Path::new("data/files"));
        let elsewhere = read("url = \"/srv/files\"");
        elsewhere.validate().unwrap();
        assert_eq!(elsewhere.directory(data), Path::new("/srv/files"));
    }

    #[test]
    fn a_bucket_is_named_by_its_url_and_its_name_is_in_the_path_where_an_endpoint_is() {
        let files = read("url = \"s3://snug/a/b/\"\nendpoint = \"http://127.0.0.1:9000/\"");
        files.validate().unwrap();
        let bucket = files.bucket().unwrap();
        assert_eq!((&*bucket.name, &*bucket.prefix), ("snug", "a/b"));
        assert_eq!(bucket.endpoint.as_deref(), Some("http://127.0.0.1:9000"));
        assert!(bucket.path_style);
        let bucket = read("url = \"s3://snug\"").bucket().unwrap();
        assert_eq!((&*bucket.name, &*bucket.prefix), ("snug", ""));
        assert!(!bucket.path_style);
    }

    #[test]
    fn what_contradicts_itself_is_refused_with_its_key() {
        let s3 = "url = \"s3://snug\"\n";
        for (text, key) in [
            ("region = \"eu\"".to_owned(), "files.region"),
            ("redirect = true".to_owned(), "files.redirect"),
            ("shared = true".to_owned(), "files.shared"),
            (format!("{s3}shared = true"), "files.shared"),
            ("url = \"ftp://host\"".to_owned(), "files.url"),
            ("url = \"s3://\"".to_owned(), "files.url"),
            ("url = \"\"".to_owned(), "files.url"),
            (
                format!("{s3}access_key_id = \"a\""),
                "files.secret_access_key",
            ),
            (
                format!("{s3}max_size_bytes = 100000000000"),
                "files.max_size_bytes",
            ),
            ("max_size_bytes = 0".to_owned(), "files.max_size_bytes"),
            (format!("{s3}endpoint = \"minio:9000\""), "files.endpoint"),
            (format!("{s3}endpoint = \"http://\""), "files.endpoint"),
        ] {
            let refusal = refusal(&text);
            assert!(refusal.contains(key), "{text}: {refusal}");
        }
    }

    #[test]
    fn the_keys_of_a_bucket_are_never_printed() {
        let keys = "access_key_id = \"hidden\"\nsecret_access_key = \"hidden\"";
        let files = read(&format!("url = \"s3://snug\"\n{keys}"));
        assert_eq!(format!("{files:?}"), "s3://snug");
    }
}
