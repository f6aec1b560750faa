-- Until when nothing is sent to a browser, since its push service wants to be left alone. The version before
-- lives with it: what it owes meanwhile is sent at once, as it was.
INSERT INTO settings (name, value) VALUES ('oldest_schema', '12')
  ON CONFLICT (name) DO UPDATE SET value = excluded.value;

ALTER TABLE subscriptions ADD COLUMN put_off_until INTEGER;
