-- A message is found by its id, however many its conversation has. The version before lives with all of it.
INSERT INTO settings (name, value) VALUES ('oldest_schema', '4')
  ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- Led by the id: those of new messages lie together, whatever conversation they are of.
CREATE UNIQUE INDEX messages_by_id ON messages (id, conversation_id);
DROP INDEX messages_id;
