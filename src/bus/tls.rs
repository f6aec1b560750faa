//! What encrypts connections to a bus: rustls with ring.

/// Chooses it, where nobody has chosen yet: with two in the program rustls does not choose by itself.
pub(crate) fn prepare() {
    // An error says that somebody has chosen.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
