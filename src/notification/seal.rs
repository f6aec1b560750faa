//! What a push is on the wire: encrypted for one browser (RFC 8291), with the signature that says who
//! calls (RFC 8292). A signature is made once for a push service, and again shortly before it ends.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use models::{Clock, Timestamp};
use parking_lot::Mutex;
use web_push::{
    ContentEncoding, SubscriptionInfo, SubscriptionKeys, VapidSignature, WebPushError,
    WebPushMessageBuilder,
};

use crate::key::PushKey;
use crate::{Error, Result};

/// How long a signature is valid. Push services take 24 hours at most, by their own clocks.
const SIGNED_FOR: Duration = Duration::from_secs(12 * 60 * 60);
/// How long before its end it is made anew.
const RENEWED_BEFORE: Duration = Duration::from_secs(60 * 60);
/// Signatures that are kept; more push services than these are not to be expected.
const SIGNATURES: usize = 256;

/// A browser's keys.
#[derive(Clone)]
pub struct Keys {
    /// Its public key: 65 bytes, an uncompressed point of P-256.
    pub p256dh: Vec<u8>,
    /// Its secret: 16 bytes.
    pub auth: Vec<u8>,
}

/// What is sent as a request's body, and how it is authorised.
pub struct Sealed {
    /// Of the coding `aes128gcm`.
    pub body: Vec<u8>,
    /// Of the header `Authorization`.
    pub authorization: String,
}

struct Signature {
    signature: VapidSignature,
    until: Timestamp,
}

/// Encrypts and signs.
pub struct Sealer {
    key: PushKey,
    subject: String,
    clock: Clock,
    signatures: Mutex<HashMap<String, Arc<Signature>>>,
}

impl Sealer {
    /// `subject` is whom a push service may write to: `mailto:` or `https:`.
    #[must_use]
    pub fn new(key: PushKey, subject: String, clock: Clock) -> Self {
        Self {
            key,
            subject,
            clock,
            signatures: Mutex::default(),
        }
    }

    pub(crate) fn key(&self) -> &PushKey {
        &self.key
    }

    /// Encrypts `payload`, at most 3,052 bytes, for one browser of a push service (its origin).
    ///
    /// # Errors
    /// [`Error::Vapid`] where the payload is too long, or the browser's key is no point of P-256.
    pub fn seal(&self, service: &str, keys: &Keys, payload: &[u8]) -> Result<Sealed> {
        let signature = self.sign(service)?;
        let info = subscription(service, keys);
        let mut message = WebPushMessageBuilder::new(&info);
        message.set_payload(ContentEncoding::Aes128Gcm, payload);
        message.set_vapid_signature(signature.signature.clone());
        let message = message.build().map_err(Error::Vapid)?;
        let payload = message.payload.ok_or(WebPushError::Unspecified);
        let payload = payload.map_err(Error::Vapid)?;
        let authorization = payload.crypto_headers.into_iter().next();
        Ok(Sealed {
            body: payload.content,
            authorization: authorization.map(|(_, value)| value).unwrap_or_default(),
        })
    }

    fn sign(&self, service: &str) -> Result<Arc<Signature>> {
        let now = self.clock.now();
        if let Some(signature) = self.signatures.lock().get(service)
            && now.plus(RENEWED_BEFORE) < signature.until
            // One that was made while the clock was ahead ends too late for push services.
            && signature.until <= now.plus(SIGNED_FOR)
        {
            return Ok(Arc::clone(signature));
        }
        let until = now.plus(SIGNED_FOR);
        let info = SubscriptionInfo::new(service, "", "");
        let mut builder = self.key.signer().add_sub_info(&info);
        // The library would leave out the port, and tell its own author's address.
        builder.add_claim("aud", service);
        builder.add_claim("sub", self.subject.as_str());
        builder.add_claim("exp", until.0 / 1_000);
        let signature = builder.build().map_err(Error::Vapid)?;
        let signature = Arc::new(Signature { signature, until });
        let mut signatures = self.signatures.lock();
        if signatures.len() >= SIGNATURES {
            signatures.clear();
        }
        signatures.insert(service.to_owned(), Arc::clone(&signature));
        Ok(signature)
    }
}

/// Whether anything can be encrypted with these keys: the point must be one of the curve.
pub(crate) fn is_usable(keys: &Keys) -> bool {
    let info = subscription("https://localhost", keys);
    let mut message = WebPushMessageBuilder::new(&info);
    message.set_payload(ContentEncoding::Aes128Gcm, b"?");
    keys.p256dh.len() == 65 && keys.auth.len() == 16 && message.build().is_ok()
}

fn subscription(service: &str, keys: &Keys) -> SubscriptionInfo {
    SubscriptionInfo {
        endpoint: service.to_owned(),
        keys: SubscriptionKeys {
            p256dh: URL_SAFE_NO_PAD.encode(&keys.p256dh),
            auth: URL_SAFE_NO_PAD.encode(&keys.auth),
        },
    }
}

#[cfg(test)]
#[path = "seal_tests.rs"]
mod tests;
