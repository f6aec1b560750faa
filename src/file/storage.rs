//! Where bytes are: a directory, or a bucket of S3. The composition root calls one of two
//! constructors, and nothing else knows which it was.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;
use object_store::signer::Signer;
use object_store::{
    BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt as _, PutPayload, RetryConfig,
};
use tokio_util::task::TaskTracker;

use crate::staging::Staging;
use crate::staging_local::Directory;
use crate::staging_s3::Multipart;
use crate::{Error, Result, key};

/// Until a bucket takes a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// Until a bucket has taken a part, or given one.
const REQUEST: Duration = Duration::from_secs(120);
/// How often, and until when, a request is made again.
const RETRIES: usize = 3;
const RETRY_FOR: Duration = Duration::from_secs(20);

/// Where bytes are.
#[derive(Clone)]
pub struct Storage {
    /// What is whole.
    pub(crate) store: Arc<dyn ObjectStore>,
    /// What is not yet.
    pub(crate) staging: Arc<dyn Staging>,
    /// Gives URLs that others can read from.
    pub(crate) signer: Option<Arc<dyn Signer>>,
}

/// A bucket of S3, or of what speaks like it. What is not said is taken from the usual environment
/// of AWS.
#[derive(Clone, Default)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// The folder in it, without slashes around; empty for all of it.
    pub prefix: String,
    /// Where it is, unless at AWS.
    pub endpoint: Option<String>,
    /// In which region.
    pub region: Option<String>,
    /// Whether the bucket's name is in the path, and not in the host's name.
    pub path_style: bool,
    /// Who we are.
    pub access_key_id: Option<String>,
    /// What proves it.
    pub secret_access_key: Option<String>,
}

impl Storage {
    /// A directory, which is made where it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn directory(root: &Path, tasks: &TaskTracker) -> Result<Self> {
        let staging = Directory::open(root, tasks.clone())?;
        let store = LocalFileSystem::new_with_prefix(root)?.with_fsync(true);
        Ok(Self {
            store: Arc::new(store),
            staging: Arc::new(staging),
            signer: None,
        })
    }

    /// Whether it can be read and written: better not to start than to find out at the first file.
    ///
    /// # Errors
    /// Why it cannot.
    pub async fn check(&self) -> Result<()> {
        // No object of ours, so whoever collects leaves it alone.
        let [path, objects] = ["check", key::OBJECTS].map(object_store::path::Path::from);
        let written = self.store.put(&path, PutPayload::new()).await;
        match written.map_err(Error::from) {
            // What is there can be had.
            Err(Error::Full) => return Ok(()),
            written => written?,
        };
        self.store.list(Some(&objects)).try_next().await?;
        match self.store.delete(&path).await {
            // Another replica that looks just now has done it.
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            deleted => Ok(deleted?),
        }
    }

    /// A bucket. Nothing is asked of it yet.
    ///
    /// # Errors
    /// When what is said of it cannot be right.
    pub fn bucket(bucket: Bucket, tasks: &TaskTracker) -> Result<Self> {
        let prefix = object_store::path::Path::from(bucket.prefix.as_str());
        let store = Arc::new(PrefixStore::new(client(bucket)?, prefix));
        Ok(Self {
            staging: Arc::new(Multipart::new(Arc::clone(&store), tasks.clone())),
            signer: Some(Arc::clone(&store) as _),
            store,
        })
    }
}

fn client(bucket: Bucket) -> Result<AmazonS3> {
    let plain = bucket
        .endpoint
        .as_deref()
        .is_some_and(|endpoint| endpoint.starts_with("http://"));
    let mut builder = AmazonS3Builder::from_env()
        .with_bucket_name(bucket.name)
        .with_virtual_hosted_style_request(!bucket.path_style)
        .with_client_options(
            ClientOptions::new()
                .with_allow_http(plain)
                .with_connect_timeout(CONNECT)
                .with_timeout(REQUEST),
        )
        .with_retry(RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: RETRIES,
            retry_timeout: RETRY_FOR,
        });
    if let Some(endpoint) = bucket.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    if let Some(region) = bucket.region {
        builder = builder.with_region(region);
    }
    if let Some(key) = bucket.access_key_id {
        builder = builder.with_access_key_id(key);
    }
    if let Some(secret) = bucket.secret_access_key {
        builder = builder.with_secret_access_key(secret);
    }
    Ok(builder.build()?)
}
