-- Files of what is sent later. What came before would send it without them, so it starts on this no more.
INSERT INTO settings (name, value) VALUES ('oldest_schema', '12')
  ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- JSON, as in a message; null where there are none. Each is used (`file_uses`) in a place of kind 'scheduled',
-- which is the message's id.
ALTER TABLE scheduled_messages ADD COLUMN attachments TEXT;
