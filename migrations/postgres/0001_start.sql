-- Times are milliseconds since 1970 in UTC.

CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

-- Signing keys. The newest that is not retired signs; retired ones still verify until they end.
CREATE TABLE keys (
  kid        TEXT PRIMARY KEY,
  purpose    TEXT NOT NULL,
  secret     BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  retired_at BIGINT
);

CREATE TABLE users (
  id            UUID PRIMARY KEY,
  username      TEXT NOT NULL,
  -- What is compared: case folded, letters that look alike made one. Null once deleted.
  username_key  TEXT CONSTRAINT users_username_key UNIQUE,
  display_name  TEXT NOT NULL,
  -- Both names in lower case: what a query is looked for in. Empty once deleted.
  search_key    TEXT NOT NULL,
  avatar        UUID,
  role          TEXT NOT NULL,
  disabled      BOOLEAN NOT NULL DEFAULT FALSE,
  password_hash TEXT,
  me_rev        BIGINT NOT NULL DEFAULT 0,
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL,
  deleted_at    BIGINT
);

CREATE INDEX users_name ON users (username, id);
CREATE INDEX users_deleted ON users (id) WHERE deleted_at IS NOT NULL;

-- Log-ins (kind 'device', with a rotating refresh token) and personal access tokens (kind 'token').
CREATE TABLE sessions (
  id           UUID PRIMARY KEY,
  user_id      UUID NOT NULL REFERENCES users (id),
  kind         TEXT NOT NULL,
  name         TEXT,
  -- Of a device: what its refresh tokens are derived from. Of a token: the token's SHA-256.
  secret       BYTEA NOT NULL,
  generation   BIGINT NOT NULL DEFAULT 0,
  refreshed_at BIGINT NOT NULL,
  user_agent   TEXT,
  address      TEXT,
  created_at   BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at   BIGINT,
  revoked_at   BIGINT
);

CREATE INDEX sessions_user ON sessions (user_id) WHERE revoked_at IS NULL;

CREATE TABLE invites (
  code            TEXT PRIMARY KEY,
  created_by      UUID,
  conversation_id UUID,
  uses            BIGINT NOT NULL DEFAULT 0,
  max_uses        BIGINT,
  created_at      BIGINT NOT NULL,
  expires_at      BIGINT,
  revoked_at      BIGINT
);

CREATE TABLE blocks (
  user_id    UUID NOT NULL REFERENCES users (id),
  blocked_id UUID NOT NULL REFERENCES users (id),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, blocked_id)
);

CREATE TABLE conversations (
  id            UUID PRIMARY KEY,
  kind          TEXT NOT NULL,
  visibility    TEXT,
  title         TEXT,
  topic         TEXT,
  -- Title and topic in lower case: what a query is looked for in.
  search_key    TEXT NOT NULL DEFAULT '',
  picture       UUID,
  created_by    UUID,
  created_at    BIGINT NOT NULL,
  -- Both people's ids in order, so that a direct conversation exists once.
  direct_key    TEXT CONSTRAINT conversations_direct_key UNIQUE,
  -- The greatest seq and rev given out; given out under this row's lock, at commit.
  last_seq      BIGINT NOT NULL DEFAULT 0,
  rev           BIGINT NOT NULL DEFAULT 0,
  -- How many text messages outside threads there are: unread is a difference of two of these.
  text_count    BIGINT NOT NULL DEFAULT 0,
  members_count BIGINT NOT NULL DEFAULT 0,
  -- The rev at which the membership changed last.
  members_rev   BIGINT NOT NULL DEFAULT 0,
  -- Up to which rev the words of its messages are indexed.
  indexed_rev   BIGINT NOT NULL DEFAULT 0,
  -- Deleting marks it; its messages are purged after that.
  deleted_at    BIGINT,
  purged_at     BIGINT
);

CREATE INDEX conversations_public ON conversations (title, id)
  WHERE visibility = 'public' AND deleted_at IS NULL;
CREATE INDEX conversations_unindexed ON conversations (id) WHERE indexed_rev < rev;
CREATE INDEX conversations_deleted ON conversations (deleted_at)
  WHERE deleted_at IS NOT NULL AND purged_at IS NULL;

-- A row stays when its member leaves: `sync` tells of it by me_rev, and who was removed cannot
-- join again until added.
CREATE TABLE members (
  conversation_id UUID NOT NULL REFERENCES conversations (id),
  user_id         UUID NOT NULL REFERENCES users (id),
  role            TEXT NOT NULL,
  joined_at       BIGINT NOT NULL,
  left_at         BIGINT,
  removed         BOOLEAN NOT NULL DEFAULT FALSE,
  read_seq        BIGINT NOT NULL DEFAULT 0,
  -- The conversation's text_count at read_seq.
  read_count      BIGINT NOT NULL DEFAULT 0,
  notify          TEXT NOT NULL DEFAULT 'all',
  muted_until     BIGINT,
  -- The user's me_rev at which this row changed last.
  me_rev          BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, user_id)
);

CREATE INDEX members_user ON members (user_id, me_rev);
CREATE INDEX members_current ON members (user_id) WHERE left_at IS NULL;
CREATE INDEX members_joined ON members (conversation_id, joined_at, user_id) WHERE left_at IS NULL;

-- Clustered by place, so that a page is one run of the tree.
CREATE TABLE messages (
  conversation_id   UUID NOT NULL,
  seq               BIGINT NOT NULL,
  id                UUID NOT NULL,
  rev               BIGINT NOT NULL,
  sender_id         UUID NOT NULL,
  kind              TEXT NOT NULL,
  body              TEXT,
  event             TEXT,
  reply_to          UUID,
  attachments       TEXT,
  mentions          TEXT,
  mentions_everyone BOOLEAN NOT NULL DEFAULT FALSE,
  thread_id         UUID,
  -- The conversation's text_count up to and with this message.
  text_count        BIGINT NOT NULL,
  created_at        BIGINT NOT NULL,
  edited_at         BIGINT,
  deleted_at        BIGINT,
  -- How people reacted, as clients see it but without `mine`: a page costs no second look.
  reactions         TEXT,
  PRIMARY KEY (conversation_id, seq)
);

CREATE UNIQUE INDEX messages_id ON messages (conversation_id, id);
CREATE UNIQUE INDEX messages_rev ON messages (conversation_id, rev);

-- Who exactly reacted; what clients see of it is in the message.
CREATE TABLE reactions (
  conversation_id UUID NOT NULL,
  seq             BIGINT NOT NULL,
  emoji           TEXT NOT NULL,
  user_id         UUID NOT NULL,
  -- The rev that set it: the order in which people reacted.
  rev             BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, seq, emoji, user_id)
);

-- The first of an emoji take the place of one who was among them.
CREATE INDEX reactions_first ON reactions (conversation_id, seq, emoji, rev, user_id);

-- Unread mentions are the rows after one's read_seq. The nil UUID stands for everybody.
CREATE TABLE mentions (
  user_id         UUID NOT NULL,
  conversation_id UUID NOT NULL,
  seq             BIGINT NOT NULL,
  PRIMARY KEY (user_id, conversation_id, seq)
);

-- Changes that were applied; forgotten after seven days.
CREATE TABLE changes (
  conversation_id UUID NOT NULL,
  change_id       UUID NOT NULL,
  at              BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, change_id)
);

CREATE INDEX changes_at ON changes (at);

CREATE TABLE hooks (
  id              UUID PRIMARY KEY,
  conversation_id UUID NOT NULL REFERENCES conversations (id),
  user_id         UUID NOT NULL REFERENCES users (id),
  name            TEXT NOT NULL,
  secret_hash     BYTEA NOT NULL UNIQUE,
  created_by      UUID NOT NULL,
  created_at      BIGINT NOT NULL
);

CREATE INDEX hooks_conversation ON hooks (conversation_id);

-- The words of messages, made by chat::words and kept apart from the text itself. Ids grow in the
-- order in which messages are indexed, so that a search goes from the newest back.
CREATE TABLE word_places (
  id              BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  conversation_id UUID NOT NULL,
  seq             BIGINT NOT NULL,
  CONSTRAINT word_places_place UNIQUE (conversation_id, seq)
);

-- In which runs of ids a conversation has words, so that a search asks for nothing else.
CREATE TABLE word_runs (
  conversation_id UUID NOT NULL,
  run             BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, run)
);

CREATE TABLE words (
  id    BIGINT PRIMARY KEY,
  terms TSVECTOR NOT NULL
);

-- A short list of what is pending, since every search reads all of it.
CREATE INDEX words_terms ON words USING GIN (terms) WITH (gin_pending_list_limit = 512);
