//! The numbers of the contract's *Limits*. A client reads them from `GET /api/server`.

/// Characters of a message's body.
pub const BODY_CHARS: usize = 20_000;
/// Fewest and most characters of a username.
pub const USERNAME_CHARS: std::ops::RangeInclusive<usize> = 2..=32;
/// Fewest and most characters of a password.
pub const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 8..=256;
/// Characters of a display name, of a conversation's title, of a name of anything.
pub const TITLE_CHARS: usize = 80;
/// Characters of what somebody says of themselves.
pub const STATUS_CHARS: usize = 100;
/// Characters of a conversation's topic.
pub const TOPIC_CHARS: usize = 500;
/// Entries of a page where none is asked for.
pub const PAGE: u32 = 50;
/// Entries of a page at most; a larger limit is cut to it.
pub const PAGE_MOST: u32 = 200;
/// Characters of a file's name; a longer one is cut.
pub const FILE_NAME_CHARS: usize = 255;
/// Files attached to a message.
pub const ATTACHMENTS: usize = 10;
/// Fewest and most options of a poll.
pub const POLL_OPTIONS: std::ops::RangeInclusive<usize> = 2..=10;
/// Characters of a poll's option.
pub const POLL_OPTION_CHARS: usize = 100;
/// Different reactions on a message, without the votes of a poll.
pub const REACTIONS: usize = 20;
/// People named first in a reaction.
pub const REACTION_USERS: usize = 50;
/// People named first in a thread.
pub const THREAD_USERS: usize = 20;
/// Threads with something unread that are told of at a time.
pub const UNREAD_THREADS: u32 = 50;
/// Messages of a conversation that are pinned.
pub const PINS: usize = 100;
/// Messages that somebody keeps for themselves.
pub const BOOKMARKS: i64 = 5_000;
/// Messages of somebody's that wait to be sent later.
pub const SCHEDULED: usize = 100;
/// How far ahead.
pub const SCHEDULED_DAYS: u64 = 366;
/// Members of a conversation.
pub const MEMBERS: usize = 10_000;
/// Members of a group named in the conversation itself.
pub const MEMBER_IDS: usize = 8;
/// Members up to which `conversation:read` is told to the others.
pub const READERS: u32 = 50;
/// Members above which only owners may mention everybody.
pub const MENTION_ALL_MEMBERS: u32 = 50;
/// Conversations that a user is in.
pub const CONVERSATIONS: usize = 1_000;
/// Heads in a `sync`.
pub const HEADS: usize = 1_000;
/// Changed messages that a `sync` tells of before it answers `reset`.
pub const SYNC_CHANGES: u32 = 100;
/// Bytes of a `sync`'s answer, though one entry always fits.
pub const SYNC_BYTES: usize = 256 * 1024;
/// People in a `presence:watch`.
pub const WATCHED: usize = 500;
/// Bytes of a frame from a client.
pub const FRAME_BYTES: usize = 256 * 1024;
/// Bytes of a frame to a client; a single message is never split.
pub const FANOUT_BYTES: usize = 64 * 1024;
/// Bytes of an HTTP body where no file goes.
pub const HTTP_BODY_BYTES: usize = 1024 * 1024;
/// Events of one socket that may be unanswered.
pub const UNANSWERED: u32 = 256;
/// Ids in a query.
pub const IDS: usize = 100;
/// Days that a `change_id` is remembered.
pub const CHANGE_ID_DAYS: u64 = 7;
