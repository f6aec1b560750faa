-- Messages that are sent later. The version before knows none, and lives with all.
INSERT INTO settings (name, value) VALUES ('oldest_schema', '4')
  ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- What somebody has written that is to be sent by itself. The row goes once the message is stored.
CREATE TABLE scheduled_messages (
  user_id         BLOB NOT NULL REFERENCES users (id),
  -- The message's own, so that one that is sent twice is stored once.
  id              BLOB NOT NULL,
  conversation_id BLOB NOT NULL,
  thread_id       BLOB,
  reply_to        BLOB,
  body            TEXT NOT NULL,
  send_at         INTEGER NOT NULL,
  created_at      INTEGER NOT NULL,
  -- Until then some process is sending it.
  claimed_until   INTEGER NOT NULL DEFAULT 0,
  -- The code of the problem for which it could not be sent.
  failed          TEXT,
  PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX scheduled_due ON scheduled_messages (send_at) WHERE failed IS NULL;
