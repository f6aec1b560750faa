//! The bus of one process: nothing here outlives it, and nothing needs to.
//!
//! *Invariant:* no lock is held over an await, and nothing grows without a bound.

mod leases;
mod limiter;
mod queue;
mod topic;

pub use leases::leases;
pub use limiter::limiter;
pub use queue::queue;
pub use topic::topic;
