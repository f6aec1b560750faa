//! The section about previews of links, in the operator's words too.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What pages say of themselves that people link to: this server asks them, when somebody who can read the
/// message looks at it.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct Previews {
    /// Whether pages are asked at all. Each learns by that that somebody here was sent its address.
    pub(crate) enabled: bool,
    /// Pages may have any address. For tests with one on this machine: with it, people can have this
    /// server ask what only it can reach.
    pub(crate) allow_private_addresses: bool,
}

impl Default for Previews {
    fn default() -> Self {
        Self {
            enabled: true,
            allow_private_addresses: false,
        }
    }
}
