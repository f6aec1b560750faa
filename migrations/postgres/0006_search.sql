-- What a search is narrowed by. The version before knows none of it, and lives with all.
INSERT INTO settings (name, value) VALUES ('oldest_schema', '4')
  ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- Up to which rev the index also has the marks by which a search asks for files and links. What an earlier
-- version indexed is behind, and is done again when there is nothing else to do.
ALTER TABLE conversations ADD COLUMN marked_rev BIGINT NOT NULL DEFAULT 0;

CREATE INDEX conversations_unmarked ON conversations (id)
  WHERE marked_rev < indexed_rev AND deleted_at IS NULL;

-- When the first and the last message of a conversation in a run were said, so that a search between two
-- times asks for nothing else. Null where nobody knows: in what an earlier version indexed.
ALTER TABLE word_runs ADD COLUMN first_at BIGINT;
ALTER TABLE word_runs ADD COLUMN last_at BIGINT;
