//! Secrets that are derived from a session: the refresh token, the personal access token, and the
//! cookie that lets a browser's pictures in. Each names its session, so that one look at the
//! session is enough to judge it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use models::{Random, SessionId};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// What a personal access token begins with, so that people and scanners know one when they see it.
pub(crate) const TOKEN_PREFIX: &str = "snug_";

/// What is kept of a session: of a device 32 random bytes, of a token its SHA-256.
pub(crate) type Secret = [u8; 32];

/// A refresh token as it was presented; nothing of it is proven yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RefreshToken {
    /// Of which session.
    pub(crate) session_id: SessionId,
    /// The how manieth of that session.
    pub(crate) generation: i64,
    mac: [u8; 32],
}

impl RefreshToken {
    /// Reads one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 56] = decode(text)?;
        let (id, rest) = bytes.split_first_chunk::<16>()?;
        let (generation, mac) = rest.split_first_chunk::<8>()?;
        Some(Self {
            session_id: SessionId(Uuid::from_bytes(*id)),
            generation: i64::from_be_bytes(*generation),
            mac: mac.try_into().ok()?,
        })
    }

    /// The token of a session's generation: always the same one.
    pub(crate) fn derive(secret: &Secret, session_id: SessionId, generation: i64) -> String {
        let mac = refresh_mac(secret, session_id, generation);
        let id = session_id.0.as_bytes().as_slice();
        URL_SAFE_NO_PAD.encode([id, &generation.to_be_bytes(), &mac].concat())
    }

    /// Whether it was derived from this secret.
    pub(crate) fn genuine(&self, secret: &Secret) -> bool {
        refresh_mac(secret, self.session_id, self.generation)
            .ct_eq(&self.mac)
            .into()
    }
}

/// A token that is a session's id and 32 secret bytes: a personal access token, or the files'
/// cookie. Nothing of it is proven yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    /// Of which session.
    pub(crate) session_id: SessionId,
    secret: [u8; 32],
}

impl Bound {
    /// Reads one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 48] = decode(text)?;
        let (id, secret) = bytes.split_first_chunk::<16>()?;
        let session_id = SessionId(Uuid::from_bytes(*id));
        Some(Self {
            session_id,
            secret: secret.try_into().ok()?,
        })
    }

    fn encode(self) -> String {
        let id = self.session_id.0.as_bytes().as_slice();
        URL_SAFE_NO_PAD.encode([id, &self.secret].concat())
    }

    /// Whether this is the personal access token of which `hash` is kept.
    pub(crate) fn is_token(&self, hash: &Secret) -> bool {
        <[u8; 32]>::from(Sha256::digest(self.secret))
            .ct_eq(hash)
            .into()
    }

    /// Whether this is the files' cookie of the session with this secret.
    pub(crate) fn is_cookie(&self, secret: &Secret) -> bool {
        mac(secret, &[b"files", self.session_id.0.as_bytes()])
            .ct_eq(&self.secret)
            .into()
    }
}

/// A new personal access token, and the hash of it that is kept.
pub(crate) fn new_token(random: &Random, session_id: SessionId) -> (String, Secret) {
    let secret = random.bytes::<32>();
    let hash = Sha256::digest(secret).into();
    (
        format!("{TOKEN_PREFIX}{}", Bound { session_id, secret }.encode()),
        hash,
    )
}

/// The value of the files' cookie of a session.
pub(crate) fn files_cookie(secret: &Secret, session_id: SessionId) -> String {
    let secret = mac(secret, &[b"files", session_id.0.as_bytes()]);
    Bound { session_id, secret }.encode()
}

fn refresh_mac(secret: &Secret, session_id: SessionId, generation: i64) -> [u8; 32] {
    mac(
        secret,
        &[
            b"refresh",
            session_id.0.as_bytes(),
            &generation.to_be_bytes(),
        ],
    )
}

fn mac(secret: &Secret, parts: &[&[u8]]) -> [u8; 32] {
    // A shorter key is filled up with zeros to the length of a block (RFC 2104, section 2).
    let mut key = [0; 64];
    key[..32].copy_from_slice(secret);
    let mut mac = Hmac::<Sha256>::new(&key.into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    // Before anything is allocated for what a stranger sends.
    if text.len() != (N * 4).div_ceil(3) {
        return None;
    }
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: SessionId = SessionId(Uuid::from_u128(7));

    #[test]
    fn a_refresh_token_is_genuine_for_its_own_secret_session_and_generation_alone() {
        let text = RefreshToken::derive(&[1; 32], ID, 4);
        assert_eq!(text, RefreshToken::derive(&[1; 32], ID, 4));
        let token = RefreshToken::parse(&text).unwrap();
        assert_eq!((token.session_id, token.generation), (ID, 4));
        assert!(token.genuine(&[1; 32]));
        assert!(!token.genuine(&[2; 32]));
        assert!(
            !RefreshToken {
                generation: 5,
                ..token
            }
            .genuine(&[1; 32])
        );
        assert!(
            !RefreshToken {
                session_id: SessionId(Uuid::nil()),
                ..token
            }
            .genuine(&[1; 32])
        );
    }

    #[test]
    fn a_files_cookie_is_no_access_token_and_the_other_way_round() {
        let random = Random::seeded(1);
        let (token, hash) = new_token(&random, ID);
        let token = Bound::parse(token.strip_prefix(TOKEN_PREFIX).unwrap()).unwrap();
        assert!(token.is_token(&hash) && !token.is_cookie(&hash));
        let cookie = Bound::parse(&files_cookie(&hash, ID)).unwrap();
        assert!(cookie.is_cookie(&hash) && !cookie.is_token(&hash));
    }

    #[test]
    fn rubbish_is_no_token() {
        for text in [
            "",
            "x",
            "\0",
            &"A".repeat(63),
            &"A".repeat(65),
            &"!".repeat(64),
        ] {
            assert!(Bound::parse(text).is_none(), "{text}");
            assert!(RefreshToken::parse(text).is_none(), "{text}");
        }
    }
}
