//! SHA-256 of what comes, whose state can be put away and gone on with: an upload that is resumed
//! reads nothing again.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use sha2::digest::common::hazmat::{SerializableState, SerializedState};
use sha2::{Digest, Sha256};

/// The digest so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hash(Sha256);

impl Hash {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Goes on from what [`Hash::state`] gave; none where that is not such a state.
    pub(crate) fn resume(state: &str) -> Option<Self> {
        let state = STANDARD_NO_PAD.decode(state).ok()?;
        let state = SerializedState::<Sha256>::try_from(&*state).ok()?;
        Sha256::deserialize(&state).ok().map(Self)
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// All that is needed to go on, as text.
    pub(crate) fn state(&self) -> String {
        STANDARD_NO_PAD.encode(self.0.serialize())
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_hash_that_was_put_away_anywhere_ends_as_one_that_was_not(
            bytes in prop::collection::vec(any::<u8>(), 0..1_000),
            cut in any::<prop::sample::Index>(),
        ) {
            let (before, after) = bytes.split_at(cut.index(bytes.len() + 1));
            let mut whole = Hash::new();
            whole.update(&bytes);
            let mut hash = Hash::new();
            hash.update(before);
            let mut hash = Hash::resume(&hash.state()).unwrap();
            hash.update(after);
            prop_assert_eq!(hash.finish(), whole.finish());
        }
    }

    #[test]
    fn what_is_no_state_is_not_gone_on_with() {
        assert!(Hash::resume("").is_none());
        assert!(Hash::resume("no base64").is_none());
        let state = Hash::new().state();
        assert!(Hash::resume(&state[..8]).is_none());
        assert!(Hash::resume(&format!("{state}AAAA")).is_none());
    }
}
