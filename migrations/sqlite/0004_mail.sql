-- Addresses that people are mailed at where no browser of theirs is told.
CREATE TABLE emails (
  user_id       BLOB PRIMARY KEY REFERENCES users (id),
  address       TEXT NOT NULL,
  -- Random bytes: what the link in each mail ends with that ends the mails.
  secret        BLOB NOT NULL CONSTRAINT emails_secret UNIQUE,
  -- The hash of the code that proves that the address is theirs, until when it does, and how often
  -- it was guessed wrongly. Null once it is confirmed.
  code_hash     BLOB,
  code_until    INTEGER,
  guesses       INTEGER NOT NULL DEFAULT 0,
  -- What was said before this is not told.
  confirmed_at  INTEGER,
  -- When somebody looks whether there is something to tell; null where nothing is to be told.
  due_at        INTEGER,
  -- Until when somebody looks and sends; later than `due_at`.
  claimed_until INTEGER,
  -- How often in a row it was tried in vain, and how often the mail server refused it for good.
  attempts      INTEGER NOT NULL DEFAULT 0,
  refusals      INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX emails_ready ON emails ((coalesce(claimed_until, due_at))) WHERE due_at IS NOT NULL;

-- Up to which message of a conversation a mail has told. It goes with the address.
CREATE TABLE mailed (
  user_id         BLOB NOT NULL REFERENCES emails (user_id) ON DELETE CASCADE,
  conversation_id BLOB NOT NULL,
  seq             INTEGER NOT NULL,
  PRIMARY KEY (user_id, conversation_id)
) STRICT, WITHOUT ROWID;
