//! Against the examples of the RFCs, and against what others read and verify with.

use ece::EcKeyComponents;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde_json::Value;

use super::*;

/// The user agent's keys, and the message, of RFC 8291, section 5 and appendix A.
const PRIVATE: &str = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
const PUBLIC: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
const BODY: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
const TEXT: &[u8] = b"When I grow up, I want to be a watermelon";

/// The token and its key of RFC 8292, section 2.4.
const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA";
const TOKEN_KEY: &str =
    "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";

const ORIGIN: &str = "https://push.example.net:8443";
const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn bytes(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

fn browser() -> Keys {
    Keys {
        p256dh: bytes(PUBLIC),
        auth: bytes(AUTH),
    }
}

fn open(body: &[u8]) -> Vec<u8> {
    let keys = EcKeyComponents::new(bytes(PRIVATE), bytes(PUBLIC));
    ece::decrypt(&keys, &bytes(AUTH), body).unwrap()
}

fn sealer(clock: &Clock) -> Sealer {
    let key = PushKey::read(&bytes(PRIVATE)).unwrap();
    Sealer::new(key, "mailto:admin@example.org".to_owned(), clock.clone())
}

/// The claims of a token, verified with a key as it is in the header.
fn verify(token: &str, key: &str) -> Value {
    let point = bytes(key);
    let (x, y) = point[1..].split_at(32);
    let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
    let key = DecodingKey::from_ec_components(&x, &y).unwrap();
    let mut validation = Validation::new(Algorithm::ES256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    decode::<Value>(token, &key, &validation).unwrap().claims
}

/// Token and key of a header.
fn parts(sealed: &Sealed) -> (&str, &str) {
    let rest = sealed.authorization.strip_prefix("vapid t=").unwrap();
    rest.split_once(", k=").unwrap()
}

#[test]
fn what_opens_a_push_here_opens_the_one_of_the_rfc() {
    assert_eq!(open(&bytes(BODY)), TEXT);
}

#[test]
fn a_browser_opens_what_was_sealed_for_it() {
    let sealer = sealer(&Clock::manual(NOW));
    for text in [TEXT.to_vec(), vec![b'x'; 3_000]] {
        let sealed = sealer.seal(ORIGIN, &browser(), &text).unwrap();
        // Salt, record size, and the length of the sender's key (RFC 8188, section 2.1).
        assert_eq!(sealed.body[20], 65);
        assert!(sealed.body.len() <= 4_096, "{}", sealed.body.len());
        assert_eq!(open(&sealed.body), text);
    }
}

#[test]
fn a_signature_says_who_calls_whom_and_until_when() {
    let claims = verify(TOKEN, TOKEN_KEY);
    assert_eq!(claims["sub"], "mailto:push@example.com");

    let sealer = sealer(&Clock::manual(NOW));
    let sealed = sealer.seal(ORIGIN, &browser(), TEXT).unwrap();
    let (token, key) = parts(&sealed);
    assert_eq!(key, sealer.key().public());
    let claims = verify(token, key);
    assert_eq!(claims["aud"], ORIGIN);
    assert_eq!(claims["sub"], "mailto:admin@example.org");
    let until = claims["exp"].as_i64().unwrap() * 1_000;
    assert_eq!(until, NOW.plus(SIGNED_FOR).0);
}

#[test]
fn a_signature_is_used_again_until_shortly_before_it_ends() {
    let clock = Clock::manual(NOW);
    let sealer = sealer(&clock);
    let sign = |service: &str| {
        let sealed = sealer.seal(service, &browser(), TEXT).unwrap();
        parts(&sealed).0.to_owned()
    };
    let first = sign(ORIGIN);
    assert_ne!(sign("https://other.example"), first);
    clock.advance(SIGNED_FOR - RENEWED_BEFORE - Duration::from_secs(1));
    assert_eq!(sign(ORIGIN), first);
    clock.advance(Duration::from_secs(1));
    assert_ne!(sign(ORIGIN), first);
}

#[test]
fn a_clock_that_was_ahead_and_is_set_right_signs_anew() {
    let clock = Clock::manual(NOW.plus(Duration::from_secs(30 * 24 * 60 * 60)));
    let sealer = sealer(&clock);
    sealer.seal(ORIGIN, &browser(), TEXT).unwrap();
    clock.set(NOW);
    let sealed = sealer.seal(ORIGIN, &browser(), TEXT).unwrap();
    let (token, key) = parts(&sealed);
    let until = verify(token, key)["exp"].as_i64().unwrap() * 1_000;
    assert_eq!(until, NOW.plus(SIGNED_FOR).0);
}

#[test]
fn keys_that_are_no_points_of_the_curve_are_of_no_use() {
    assert!(is_usable(&browser()));
    let with = |change: fn(&mut Keys)| {
        let mut keys = browser();
        change(&mut keys);
        is_usable(&keys)
    };
    assert!(!with(|keys| keys.p256dh[64] ^= 1));
    assert!(!with(|keys| keys.p256dh[0] = 2));
    assert!(!with(|keys| keys.p256dh.truncate(33)));
    assert!(!with(|keys| keys.p256dh = vec![0; 65]));
    assert!(!with(|keys| keys.p256dh = vec![0]));
    assert!(!with(|keys| keys.auth.truncate(15)));
}
