-- Previews of links. The version before knows none of them, and lives with all.
INSERT INTO settings (name, value) VALUES ('oldest_schema', '4')
  ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- What pages say of themselves, for whoever reads a message that links to them. A cache: whatever is lost is
-- asked for again.
CREATE TABLE previews (
  url         TEXT PRIMARY KEY,
  site        TEXT,
  -- Null where there is nothing to show.
  title       TEXT,
  description TEXT,
  expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX previews_expiry ON previews (expires_at);
