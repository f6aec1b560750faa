//! The DB Service: the only crate with SQL. It opens SQLite or PostgreSQL, brings the schema up to
//! date, and offers the reads and writes of every noun as methods of [`Conn`], a file a noun.
//!
//! It must never hold a rule of the product: who may do what is decided by `auth` and `chat`,
//! which compose these methods inside one [`Db::write`].
//!
//! *Invariant:* on SQLite every write of the server goes through one writer, so that all that
//! waits shares one commit and one fsync.

mod actors;
mod blobs;
mod blocks;
mod bookmarks;
mod changes;
mod columns;
mod conn;
mod contents;
mod conversations;
#[cfg(test)]
mod conversations_tests;
mod credentials;
mod details;
mod digests;
#[cfg(test)]
mod digests_tests;
mod emails;
#[cfg(test)]
mod emails_tests;
mod error;
mod exports;
mod file_uses;
mod files;
#[cfg(test)]
mod files_tests;
#[cfg(test)]
mod fixture;
mod heads;
mod history;
mod hooks;
#[cfg(test)]
mod hooks_tests;
mod invites;
mod keys;
mod listeners;
#[cfg(test)]
mod listeners_tests;
mod lock;
mod me;
mod members;
#[cfg(test)]
mod members_tests;
mod mentions;
mod messages;
mod moving;
#[cfg(test)]
mod moving_tests;
mod open;
mod owed;
#[cfg(test)]
mod owed_tests;
mod pins;
mod polls;
mod previews;
mod purge;
mod push_services;
#[cfg(test)]
mod push_services_tests;
mod pushes;
#[cfg(test)]
mod pushes_tests;
mod reactions;
mod reads;
mod rooms;
mod rows;
mod scheduled;
mod sent;
mod session_ends;
mod sessions;
mod settings;
mod snapshot;
mod store;
mod subscriptions;
#[cfg(test)]
mod subscriptions_tests;
mod tables;
#[cfg(test)]
mod tables_tests;
#[cfg(any(test, feature = "testing"))]
#[expect(
    clippy::expect_used,
    reason = "a test that has no database stops at once"
)]
pub mod testing;
mod threads;
mod unindexed;
mod untold;
#[cfg(test)]
mod untold_tests;
mod uploads;
#[cfg(test)]
mod uploads_tests;
mod users;
mod wal;
mod word_search;
mod words;
mod write;

pub use actors::Actor;
pub use blobs::Blob;
pub use bookmarks::{Bookmark, BookmarkPlace};
pub use conn::Conn;
pub use contents::Content;
pub use credentials::Credentials;
pub use details::{ConversationDetails, NewConversation};
pub use digests::{Later, Reader};
pub use emails::{Email, Guess, NewEmail};
pub use error::{Error, Result};
pub use exports::Stay;
pub use file_uses::Use;
pub use files::{NewFile, StoredFile};
pub use heads::Head;
pub use hooks::Hook;
pub use invites::Invite;
pub use keys::Key;
pub use listeners::Listener;
pub use lock::{Facts, Hold, Lock};
pub use me::MeChanges;
pub use members::Arrival;
pub use mentions::Mention;
pub use moving::{Begun, Compared, Copied, Difference, Move};
pub use open::{Config, Db};
pub use owed::Owed;
pub use previews::KnownPage;
pub use push_services::DueService;
pub use pushes::{Claimed, Push, PushBounds};
pub use reactions::Reactor;
pub use reads::{Marked, ReadChange, ReadMark};
pub use rooms::Membership;
pub use scheduled::Due;
pub use sent::Sent;
pub use sessions::{LiveSession, Session, SessionKind};
pub use settings::SERVER_NAME;
pub use store::{ReadMove, Stored};
pub use subscriptions::{Device, Subscription};
pub use threads::{Participant, Reply};
pub use unindexed::{Behind, Text, Unindexed};
pub use untold::Untold;
pub use uploads::{OpenUploads, Upload, UploadKind};
pub use users::{NewUser, UserChange};
pub use word_search::{Bucket, Candidate, Scope, WordQuery};
pub use words::{Has, Words, first_of_run, run_of};
pub use write::Work;
