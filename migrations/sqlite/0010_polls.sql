-- Polls. The version before knows none of them, and lives with all: it shows the question, and counts votes
-- as the reactions that they are.
INSERT INTO settings (name, value) VALUES ('oldest_schema', '4')
  ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- What a message asks, as clients see it; JSON.
ALTER TABLE messages ADD COLUMN poll TEXT;
