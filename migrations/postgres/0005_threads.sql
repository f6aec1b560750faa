-- Threads, pins and bookmarks. The version before knows none of them, and lives with all.
INSERT INTO settings (name, value) VALUES ('oldest_schema', '4')
  ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- Of the message that a thread hangs on: how many replies there are, who wrote them and when the last
-- came, as clients see it; JSON. A page costs no second look.
ALTER TABLE messages ADD COLUMN thread TEXT;
-- Since when it is pinned, and by whom.
ALTER TABLE messages ADD COLUMN pinned_at BIGINT;
ALTER TABLE messages ADD COLUMN pinned_by UUID;

CREATE INDEX messages_thread ON messages (conversation_id, thread_id, seq)
  WHERE thread_id IS NOT NULL;
CREATE INDEX messages_pinned ON messages (conversation_id, pinned_at) WHERE pinned_at IS NOT NULL;

-- The newest reply in a thread, and the newest message outside of threads before it. Where another
-- message has come since, that is the newest: whoever knows no threads need not write these.
ALTER TABLE conversations ADD COLUMN reply_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN before_seq BIGINT NOT NULL DEFAULT 0;

-- Who takes part in a thread: up to which reply they have read, and how many of others' came since.
CREATE TABLE thread_members (
  conversation_id UUID NOT NULL,
  -- The message that it hangs on.
  thread_id       UUID NOT NULL,
  user_id         UUID NOT NULL,
  read_seq        BIGINT NOT NULL,
  unread          BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (conversation_id, thread_id, user_id)
);

CREATE INDEX thread_members_unread ON thread_members (user_id, conversation_id) WHERE unread > 0;

-- Messages that somebody has saved for themselves.
CREATE TABLE bookmarks (
  user_id         UUID NOT NULL REFERENCES users (id),
  conversation_id UUID NOT NULL,
  seq             BIGINT NOT NULL,
  at              BIGINT NOT NULL,
  PRIMARY KEY (user_id, conversation_id, seq)
);

CREATE INDEX bookmarks_at ON bookmarks (user_id, at, conversation_id, seq);
