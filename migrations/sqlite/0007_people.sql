-- What people say of themselves. The version before knows none of it, and lives with all.
INSERT INTO settings (name, value) VALUES ('oldest_schema', '4')
  ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- What somebody says of themselves for a while: an emoji, a text, or both; after `status_until` it is none.
ALTER TABLE users ADD COLUMN status_emoji TEXT;
ALTER TABLE users ADD COLUMN status_text TEXT;
ALTER TABLE users ADD COLUMN status_until INTEGER;
-- By its name in the time zone database.
ALTER TABLE users ADD COLUMN time_zone TEXT;
