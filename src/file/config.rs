//! How the File Service behaves.

/// How the File Service behaves.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// `files.max_size_bytes`: of one file.
    pub max_size_bytes: u64,
    /// `files.quota_bytes`: of all files of one person.
    pub quota_bytes: Option<u64>,
    /// `limits.uploads_per_user`: of one person at a time; 0 lifts it.
    pub uploads_per_user: u32,
    /// `files.redirect`: whether downloads are answered with a URL of the bucket.
    pub redirect: bool,
}
