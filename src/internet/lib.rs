//! What strangers may have this server call: addresses of the public internet, and no others. Whoever calls
//! what people name (a browser's push service, a page that somebody links to) builds its client with
//! [`PublicResolver`], and looks at what is an address already by [`is_public`].
//!
//! It must never know what is called or why.

mod address;
mod resolver;

pub use address::is_public;
pub use resolver::{NotPublic, PublicResolver};
