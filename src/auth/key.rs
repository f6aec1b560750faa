//! The keys that sign access tokens (EdDSA, RFC 8037), and the tokens themselves.
//!
//! The keys are in the database, so that all replicas share them. The newest signs; retired ones
//! verify until the last token they signed has ended. A server reads them again twice a minute, and
//! at once for a `kid` it does not know.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::{Conn, Key};
use ed25519_dalek::SigningKey;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use models::{Random, SessionId, Timestamp, UserId};
use parking_lot::RwLock;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::{Error, Result};

/// What these keys are for, in the `keys` table.
pub(crate) const PURPOSE: &str = "jwt";
/// How long an access token lives.
pub(crate) const TOKEN_LIFETIME: Duration = Duration::from_secs(15 * 60);
/// How long a retired key verifies: as long as its last token lives, and a replica may sign with
/// it for the half minute until it notices.
pub(crate) const RETIRED_LIFETIME: Duration = Duration::from_secs(17 * 60);
/// Between two reads for the sake of an unknown `kid`, which anybody can make up.
const REREAD_EVERY: Duration = Duration::from_secs(1);
/// Characters of an access token; ours have about 350.
const TOKEN_CHARS: usize = 2_048;
/// What comes before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410, section 7).
const PKCS8: [u8; 16] = [
    0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20,
];

/// What an access token says. Times are seconds since 1970 (RFC 7519, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    /// Whose.
    pub(crate) sub: UserId,
    /// Of which session.
    pub(crate) sid: SessionId,
    /// Made when.
    pub(crate) iat: i64,
    /// Ends when.
    pub(crate) exp: i64,
}

/// The public keys, for other services (RFC 7517).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Jwks {
    keys: Vec<Jwk>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct Jwk {
    kty: &'static str,
    crv: &'static str,
    alg: &'static str,
    #[serde(rename = "use")]
    usage: &'static str,
    kid: String,
    x: String,
}

struct Signer {
    header: Header,
    key: EncodingKey,
}

struct Verifier {
    key: DecodingKey,
    until: Option<Timestamp>,
    public: Jwk,
}

struct Set {
    signer: Signer,
    verifiers: HashMap<String, Verifier>,
    read_at: Timestamp,
}

/// The keys as this process knows them.
pub(crate) struct Keys {
    set: RwLock<Arc<Set>>,
    validation: Validation,
}

impl Keys {
    /// Reads the keys, and makes the first where there is none.
    pub(crate) async fn load(db: &db::Db, random: &Random, now: Timestamp) -> Result<Self> {
        let mut keys = db.read().await?.list_keys(PURPOSE).await?;
        if keys.iter().all(|key| key.retired_at.is_some()) {
            let key = new_key(random, now);
            // Another replica may have made one at the same time.
            db.write(move |conn| Box::pin(async move { conn.insert_first_key(&key).await }))
                .await?;
            keys = db.read().await?.list_keys(PURPOSE).await?;
        }
        let mut validation = Validation::new(Algorithm::EdDSA);
        // The time is passed in, so `verify` compares it.
        validation.validate_exp = false;
        validation.validate_aud = false;
        Ok(Self {
            set: RwLock::new(Arc::new(Set::new(keys, now)?)),
            validation,
        })
    }

    /// Reads the keys again.
    pub(crate) async fn reload(&self, db: &db::Db, now: Timestamp) -> Result<()> {
        let keys = db.read().await?.list_keys(PURPOSE).await?;
        *self.set.write() = Arc::new(Set::new(keys, now)?);
        Ok(())
    }

    /// As [`Keys::reload`], unless they were read just now; whether it did.
    async fn reload_for_unknown(&self, db: &db::Db, now: Timestamp) -> Result<bool> {
        if now.since(self.set.read().read_at) < REREAD_EVERY {
            return Ok(false);
        }
        self.reload(db, now).await.map(|()| true)
    }

    /// A token for a session.
    pub(crate) fn sign(&self, sub: UserId, sid: SessionId, now: Timestamp) -> Result<String> {
        let set = self.set.read().clone();
        let iat = now.0 / 1_000;
        let exp = now.plus(TOKEN_LIFETIME).0 / 1_000;
        jsonwebtoken::encode(
            &set.signer.header,
            &Claims { sub, sid, iat, exp },
            &set.signer.key,
        )
        .map_err(|_| Error::Internal("an access token could not be signed"))
    }

    /// What a token says, if it is genuine and has not ended.
    pub(crate) async fn verify(&self, token: &str, db: &db::Db, now: Timestamp) -> Result<Claims> {
        if token.len() > TOKEN_CHARS {
            return Err(Error::Unauthenticated);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| Error::Unauthenticated)?;
        let kid = header.kid.ok_or(Error::Unauthenticated)?;
        let mut set = self.set.read().clone();
        if !set.verifiers.contains_key(&kid) && self.reload_for_unknown(db, now).await? {
            set = self.set.read().clone();
        }
        let verifier = set.verifiers.get(&kid).ok_or(Error::Unauthenticated)?;
        if verifier.until.is_some_and(|until| until <= now) {
            return Err(Error::Unauthenticated);
        }
        let claims = jsonwebtoken::decode::<Claims>(token, &verifier.key, &self.validation)
            .map_err(|_| Error::Unauthenticated)?
            .claims;
        if claims.exp.saturating_mul(1_000) <= now.0 {
            return Err(Error::TokenExpired);
        }
        Ok(claims)
    }

    /// The public keys whose tokens are valid at `now`.
    pub(crate) fn jwks(&self, now: Timestamp) -> Jwks {
        let set = self.set.read().clone();
        let valid = set
            .verifiers
            .values()
            .filter(|key| key.until.is_none_or(|until| until > now));
        let mut keys: Vec<Jwk> = valid.map(|key| key.public.clone()).collect();
        keys.sort_by(|a, b| a.kid.cmp(&b.kid));
        Jwks { keys }
    }
}

impl Set {
    /// From the keys of the database, the newest first.
    fn new(keys: Vec<Key>, now: Timestamp) -> Result<Self> {
        let unusable = Error::Internal("a stored signing key is not an Ed25519 key");
        let mut signer = None;
        let mut verifiers = HashMap::new();
        for key in keys {
            let Ok(secret) = <[u8; 32]>::try_from(key.secret.as_slice()) else {
                return Err(unusable);
            };
            if key.retired_at.is_none() && signer.is_none() {
                let mut header = Header::new(Algorithm::EdDSA);
                header.kid = Some(key.kid.clone());
                let der = [PKCS8.as_slice(), &secret].concat();
                signer = Some(Signer {
                    header,
                    key: EncodingKey::from_ed_der(&der),
                });
            }
            let public = SigningKey::from_bytes(&secret).verifying_key().to_bytes();
            let verifier = Verifier {
                key: DecodingKey::from_ed_der(&public),
                until: key.retired_at.map(|at| at.plus(RETIRED_LIFETIME)),
                public: Jwk {
                    kty: "OKP",
                    crv: "Ed25519",
                    alg: "EdDSA",
                    usage: "sig",
                    kid: key.kid.clone(),
                    x: URL_SAFE_NO_PAD.encode(public),
                },
            };
            verifiers.insert(key.kid, verifier);
        }
        let signer = signer.ok_or(Error::Internal("there is no key to sign with"))?;
        Ok(Self {
            signer,
            verifiers,
            read_at: now,
        })
    }
}

/// A new key.
fn new_key(random: &Random, now: Timestamp) -> Key {
    let secret = random.bytes::<32>();
    let x = URL_SAFE_NO_PAD.encode(SigningKey::from_bytes(&secret).verifying_key().to_bytes());
    // The JWK's thumbprint (RFC 7638, RFC 8037 appendix A.3).
    let digest = Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#));
    Key {
        kid: URL_SAFE_NO_PAD.encode(digest),
        purpose: PURPOSE.to_owned(),
        secret: secret.to_vec(),
        created_at: now,
        retired_at: None,
    }
}

/// Makes a new key in place of those that sign; its `kid`.
pub(crate) async fn rotate(conn: &mut Conn, random: &Random, now: Timestamp) -> Result<String> {
    let key = new_key(random, now);
    conn.insert_key(&key).await?;
    conn.retire_keys(PURPOSE, &key.kid, now).await?;
    Ok(key.kid)
}
