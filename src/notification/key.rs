//! The key that tells push services who calls (VAPID, RFC 8292), kept in the database for all replicas.
//!
//! *Invariant:* it never changes once it is there: browsers have subscribed to it, and no push
//! service takes another one for them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::{Db, Key};
use models::{Random, Timestamp};
use web_push::{PartialVapidSignatureBuilder, VapidSignatureBuilder};

use crate::{Error, Result};

/// What this key is for, in the `keys` table.
const PURPOSE: &str = "vapid";

/// The key that tells push services who calls.
#[derive(Clone)]
pub struct PushKey {
    signer: PartialVapidSignatureBuilder,
    public: String,
}

impl PushKey {
    /// Reads the key, and makes it where there is none.
    ///
    /// # Errors
    /// The database's, and [`Error::Vapid`] where what it has is no key.
    pub async fn load(db: &Db, random: &Random, now: Timestamp) -> Result<Self> {
        if let Some(key) = find(db).await? {
            return Ok(key);
        }
        let (secret, key) = make(random)?;
        let row = Key {
            kid: key.public.clone(),
            purpose: PURPOSE.to_owned(),
            secret: secret.to_vec(),
            created_at: now,
            retired_at: None,
        };
        let write = db.write::<_, Error>(move |conn| {
            Box::pin(async move { Ok(conn.insert_first_key(&row).await?) })
        });
        write.await?;
        // Another replica may have made one at the same time.
        Ok(find(db).await?.unwrap_or(key))
    }

    /// The public key as browsers want it: the uncompressed point in Base64url.
    #[must_use]
    pub fn public(&self) -> &str {
        &self.public
    }

    pub(crate) fn signer(&self) -> PartialVapidSignatureBuilder {
        self.signer.clone()
    }

    pub(crate) fn read(secret: &[u8]) -> Result<Self> {
        let secret = URL_SAFE_NO_PAD.encode(secret);
        let signer = VapidSignatureBuilder::from_base64_no_sub(&secret).map_err(Error::Vapid)?;
        let public = URL_SAFE_NO_PAD.encode(signer.get_public_key());
        Ok(Self { signer, public })
    }
}

/// The oldest.
async fn find(db: &Db) -> Result<Option<PushKey>> {
    let keys = db.read().await?.list_keys(PURPOSE).await?;
    keys.last()
        .map(|key| PushKey::read(&key.secret))
        .transpose()
}

/// Nearly every number of 32 bytes is a key; the next one is tried where one is not.
fn make(random: &Random) -> Result<([u8; 32], PushKey)> {
    let mut secret = random.bytes();
    loop {
        match PushKey::read(&secret) {
            Ok(key) => return Ok((secret, key)),
            Err(_) if secret.starts_with(&[0xff; 4]) || secret == [0; 32] => {
                secret = random.bytes();
            }
            Err(error) => return Err(error),
        }
    }
}
