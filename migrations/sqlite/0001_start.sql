-- Times are milliseconds since 1970 in UTC. Ids are UUIDs of 16 bytes.

CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Signing keys. The newest that is not retired signs; retired ones still verify until they end.
CREATE TABLE keys (
  kid        TEXT PRIMARY KEY,
  purpose    TEXT NOT NULL,
  secret     BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  retired_at INTEGER
) STRICT;

CREATE TABLE users (
  id            BLOB PRIMARY KEY,
  username      TEXT NOT NULL,
  -- What is compared: case folded, letters that look alike made one. Null once deleted.
  username_key  TEXT CONSTRAINT users_username_key UNIQUE,
  display_name  TEXT NOT NULL,
  -- Both names in lower case: what a query is looked for in. Empty once deleted.
  search_key    TEXT NOT NULL,
  avatar        BLOB,
  role          TEXT NOT NULL,
  disabled      INTEGER NOT NULL DEFAULT 0,
  password_hash TEXT,
  me_rev        INTEGER NOT NULL DEFAULT 0,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  deleted_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX users_name ON users (username, id);
CREATE INDEX users_deleted ON users (id) WHERE deleted_at IS NOT NULL;

-- Log-ins (kind 'device', with a rotating refresh token) and personal access tokens (kind 'token').
CREATE TABLE sessions (
  id           BLOB PRIMARY KEY,
  user_id      BLOB NOT NULL REFERENCES users (id),
  kind         TEXT NOT NULL,
  name         TEXT,
  -- Of a device: what its refresh tokens are derived from. Of a token: the token's SHA-256.
  secret       BLOB NOT NULL,
  generation   INTEGER NOT NULL DEFAULT 0,
  refreshed_at INTEGER NOT NULL,
  user_agent   TEXT,
  address      TEXT,
  created_at   INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at   INTEGER,
  revoked_at   INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_user ON sessions (user_id) WHERE revoked_at IS NULL;

CREATE TABLE invites (
  code            TEXT PRIMARY KEY,
  created_by      BLOB,
  conversation_id BLOB,
  uses            INTEGER NOT NULL DEFAULT 0,
  max_uses        INTEGER,
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER,
  revoked_at      INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE blocks (
  user_id    BLOB NOT NULL REFERENCES users (id),
  blocked_id BLOB NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, blocked_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
  id            BLOB PRIMARY KEY,
  kind          TEXT NOT NULL,
  visibility    TEXT,
  title         TEXT,
  topic         TEXT,
  -- Title and topic in lower case: what a query is looked for in.
  search_key    TEXT NOT NULL DEFAULT '',
  picture       BLOB,
  created_by    BLOB,
  created_at    INTEGER NOT NULL,
  -- Both people's ids in order, so that a direct conversation exists once.
  direct_key    TEXT CONSTRAINT conversations_direct_key UNIQUE,
  -- The greatest seq and rev given out; given out under this row's lock, at commit.
  last_seq      INTEGER NOT NULL DEFAULT 0,
  rev           INTEGER NOT NULL DEFAULT 0,
  -- How many text messages outside threads there are: unread is a difference of two of these.
  text_count    INTEGER NOT NULL DEFAULT 0,
  members_count INTEGER NOT NULL DEFAULT 0,
  -- The rev at which the membership changed last.
  members_rev   INTEGER NOT NULL DEFAULT 0,
  -- Up to which rev the words of its messages are indexed.
  indexed_rev   INTEGER NOT NULL DEFAULT 0,
  -- Deleting marks it; its messages are purged after that.
  deleted_at    INTEGER,
  purged_at     INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX conversations_public ON conversations (title, id)
  WHERE visibility = 'public' AND deleted_at IS NULL;
CREATE INDEX conversations_unindexed ON conversations (id) WHERE indexed_rev < rev;
CREATE INDEX conversations_deleted ON conversations (deleted_at)
  WHERE deleted_at IS NOT NULL AND purged_at IS NULL;

-- A row stays when its member leaves: `sync` tells of it by me_rev, and who was removed cannot
-- join again until added.
CREATE TABLE members (
  conversation_id BLOB NOT NULL REFERENCES conversations (id),
  user_id         BLOB NOT NULL REFERENCES users (id),
  role            TEXT NOT NULL,
  joined_at       INTEGER NOT NULL,
  left_at         INTEGER,
  removed         INTEGER NOT NULL DEFAULT 0,
  read_seq        INTEGER NOT NULL DEFAULT 0,
  -- The conversation's text_count at read_seq.
  read_count      INTEGER NOT NULL DEFAULT 0,
  notify          TEXT NOT NULL DEFAULT 'all',
  muted_until     INTEGER,
  -- The user's me_rev at which this row changed last.
  me_rev          INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX members_user ON members (user_id, me_rev);
CREATE INDEX members_current ON members (user_id) WHERE left_at IS NULL;
CREATE INDEX members_joined ON members (conversation_id, joined_at, user_id) WHERE left_at IS NULL;

-- Clustered by place, so that a page is one run of the tree.
CREATE TABLE messages (
  conversation_id   BLOB NOT NULL,
  seq               INTEGER NOT NULL,
  id                BLOB NOT NULL,
  rev               INTEGER NOT NULL,
  sender_id         BLOB NOT NULL,
  kind              TEXT NOT NULL,
  body              TEXT,
  event             TEXT,
  reply_to          BLOB,
  attachments       TEXT,
  mentions          TEXT,
  mentions_everyone INTEGER NOT NULL DEFAULT 0,
  thread_id         BLOB,
  -- The conversation's text_count up to and with this message.
  text_count        INTEGER NOT NULL,
  created_at        INTEGER NOT NULL,
  edited_at         INTEGER,
  deleted_at        INTEGER,
  -- How people reacted, as clients see it but without `mine`: a page costs no second look.
  reactions         TEXT,
  PRIMARY KEY (conversation_id, seq)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX messages_id ON messages (conversation_id, id);
CREATE UNIQUE INDEX messages_rev ON messages (conversation_id, rev);

-- Who exactly reacted; what clients see of it is in the message.
CREATE TABLE reactions (
  conversation_id BLOB NOT NULL,
  seq             INTEGER NOT NULL,
  emoji           TEXT NOT NULL,
  user_id         BLOB NOT NULL,
  -- The rev that set it: the order in which people reacted.
  rev             INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, seq, emoji, user_id)
) STRICT, WITHOUT ROWID;

-- The first of an emoji take the place of one who was among them.
CREATE INDEX reactions_first ON reactions (conversation_id, seq, emoji, rev, user_id);

-- Unread mentions are the rows after one's read_seq. The nil UUID stands for everybody.
CREATE TABLE mentions (
  user_id         BLOB NOT NULL,
  conversation_id BLOB NOT NULL,
  seq             INTEGER NOT NULL,
  PRIMARY KEY (user_id, conversation_id, seq)
) STRICT, WITHOUT ROWID;

-- Changes that were applied; forgotten after seven days.
CREATE TABLE changes (
  conversation_id BLOB NOT NULL,
  change_id       BLOB NOT NULL,
  at              INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, change_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX changes_at ON changes (at);

CREATE TABLE hooks (
  id              BLOB PRIMARY KEY,
  conversation_id BLOB NOT NULL REFERENCES conversations (id),
  user_id         BLOB NOT NULL REFERENCES users (id),
  name            TEXT NOT NULL,
  secret_hash     BLOB NOT NULL UNIQUE,
  created_by      BLOB NOT NULL,
  created_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX hooks_conversation ON hooks (conversation_id);

-- The words of messages, made by chat::words and kept apart from the text itself. Ids grow in the
-- order in which messages are indexed, so that a search goes from the newest back.
CREATE TABLE word_places (
  id              INTEGER PRIMARY KEY,
  conversation_id BLOB NOT NULL,
  seq             INTEGER NOT NULL,
  CONSTRAINT word_places_place UNIQUE (conversation_id, seq)
) STRICT;

-- In which runs of ids a conversation has words, so that a search asks for nothing else.
CREATE TABLE word_runs (
  conversation_id BLOB NOT NULL,
  run             INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, run)
) STRICT, WITHOUT ROWID;

-- The terms come ready, with spaces between them: `ascii` splits nothing else that is in them.
CREATE VIRTUAL TABLE words USING fts5 (
  terms, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
