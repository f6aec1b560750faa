//! Passwords: hashed with Argon2id, and never more than a few at a time.
//!
//! A hash takes some 20 ms of a core and 19 MiB. A storm of log-ins therefore waits in line, a line
//! that has an end and in which one address has a limited share, and the chat goes on beside it.

use std::net::IpAddr;
use std::sync::Arc;

use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use models::limits::PASSWORD_CHARS;
use models::{Problem, Random};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;
use unicode_normalization::UnicodeNormalization;

use crate::count::{Counts, Place};
use crate::request::ClientAddress;
use crate::{Error, Result};

/// 19 MiB, two passes, one lane: OWASP's Password Storage Cheat Sheet.
const MEMORY_KIB: u32 = 19 * 1_024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// How many wait for their turn or have it; one more is `busy`.
const WAITING: u32 = 256;
/// How many of those one address may have.
const WAITING_PER_ADDRESS: u32 = 128;
/// At most so many at a time, whatever the machine has: each takes 19 MiB.
const TOGETHER: usize = 4;

/// Where passwords are hashed and compared.
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    /// Of each network, and of nobody in particular: of all.
    waiting: Arc<Counts<Option<IpAddr>>>,
    random: Random,
    tasks: TaskTracker,
}

/// What came of comparing a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is not this one.
    Wrong,
    /// It is.
    Right,
    /// It is, and its hash was made with other parameters than are used now.
    Outdated,
}

impl Passwords {
    /// As many at a time as the machine has cores, within reason.
    pub(crate) fn new(random: Random, tasks: TaskTracker) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            turns: Arc::new(Semaphore::new(cores.min(TOGETHER))),
            waiting: Arc::default(),
            random,
            tasks,
        }
    }

    /// A place in the line; dropped, the next one's.
    fn line_up(&self, address: IpAddr) -> Result<[Place<Option<IpAddr>>; 2]> {
        let network = Some(ClientAddress(address).network());
        let own = self.waiting.enter(network, WAITING_PER_ADDRESS);
        let all = self.waiting.enter(None, WAITING);
        own.zip(all).map(<[_; 2]>::from).ok_or(Error::Busy)
    }

    /// Waits for a turn, then does `work` on a thread where it keeps nobody from anything. `still`
    /// is asked when the turn has come, because much may have happened in the line.
    async fn take_turn<T: Send + 'static>(
        &self,
        address: IpAddr,
        still: impl AsyncFnOnce() -> Result<()>,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _place = self.line_up(address)?;
        let turn = self
            .turns
            .clone()
            .acquire_owned()
            .await
            .map_err(|_| Error::Busy)?;
        still().await?;
        let done = self.tasks.spawn_blocking(move || {
            // The turn lasts as long as the work, also when whoever asked goes away.
            let _turn = turn;
            work()
        });
        done.await
            .map_err(|_| Error::Internal("hashing a password was given up"))?
    }

    /// The hash of a new password, in PHC string format.
    pub(crate) async fn hash(&self, password: &str, address: IpAddr) -> Result<String> {
        let password = prepare(password);
        let salt = self.random.bytes::<16>();
        let work = move || {
            let hash = argon2()?.hash_password_with_salt(password.as_bytes(), &salt);
            Ok(hash
                .map_err(|_| Error::Internal("a password could not be hashed"))?
                .to_string())
        };
        self.take_turn(address, async || Ok(()), work).await
    }

    /// Whether `password` is the one of `hash`. Without a hash it takes as long and is wrong.
    pub(crate) async fn verify(
        &self,
        password: &str,
        hash: Option<&str>,
        address: IpAddr,
        still: impl AsyncFnOnce() -> Result<()>,
    ) -> Result<Verdict> {
        let password = prepare(password);
        let unusable = |_| Error::Internal("a stored password hash cannot be read");
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => PasswordHash::new(hash).map_err(unusable)?,
            None => self.dummy()?,
        };
        let work = move || {
            let argon2 = argon2()?;
            let right = argon2.verify_password(password.as_bytes(), &hash).is_ok();
            let current = is_current(&hash);
            Ok(match (known && right, current) {
                (false, _) => Verdict::Wrong,
                (true, true) => Verdict::Right,
                (true, false) => Verdict::Outdated,
            })
        };
        self.take_turn(address, still, work).await
    }

    /// A hash that no password has, as expensive to compare as any.
    fn dummy(&self) -> Result<PasswordHash> {
        let failed = |_| Error::Internal("a hash could not be made up");
        let params = argon2()?.params().clone();
        Ok(PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: (&params)
                .try_into()
                .map_err(|_| Error::Internal("bad parameters"))?,
            salt: Some(Salt::new(&self.random.bytes::<16>()).map_err(failed)?),
            hash: Some(Output::new(&self.random.bytes::<32>()).map_err(failed)?),
        })
    }
}

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)
        .map_err(|_| Error::Internal("Argon2 refuses its parameters"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn is_current(hash: &PasswordHash) -> bool {
    let number = |name: &str| hash.params.get_decimal(name);
    hash.algorithm == Algorithm::Argon2id.ident()
        && number("m") == Some(MEMORY_KIB)
        && number("t") == Some(PASSES)
        && number("p") == Some(LANES)
}

/// The same characters whichever way a keyboard composes them (RFC 8265, section 4.2).
fn prepare(password: &str) -> String {
    password.nfc().collect()
}

/// Whether a password may be chosen.
pub(crate) fn check(field: &'static str, password: &str) -> Result<(), Problem> {
    let chars = password.chars().count();
    if chars < *PASSWORD_CHARS.start() {
        return Err(Problem::field(field, "too_short", "at least 8 characters"));
    }
    if is_too_long(password) {
        return Err(Problem::field(field, "too_long", "at most 256 characters"));
    }
    Ok(())
}

/// Whether nobody can have this password, so that there is no need to hash it.
pub(crate) fn is_too_long(password: &str) -> bool {
    password.chars().nth(*PASSWORD_CHARS.end()).is_some()
}
