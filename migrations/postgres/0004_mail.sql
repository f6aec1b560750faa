-- Addresses that people are mailed at where no browser of theirs is told.
CREATE TABLE emails (
  user_id       UUID PRIMARY KEY REFERENCES users (id),
  address       TEXT NOT NULL,
  -- Random bytes: what the link in each mail ends with that ends the mails.
  secret        BYTEA NOT NULL CONSTRAINT emails_secret UNIQUE,
  -- The hash of the code that proves that the address is theirs, until when it does, and how often
  -- it was guessed wrongly. Null once it is confirmed.
  code_hash     BYTEA,
  code_until    BIGINT,
  guesses       BIGINT NOT NULL DEFAULT 0,
  -- What was said before this is not told.
  confirmed_at  BIGINT,
  -- When somebody looks whether there is something to tell; null where nothing is to be told.
  due_at        BIGINT,
  -- Until when somebody looks and sends; later than `due_at`.
  claimed_until BIGINT,
  -- How often in a row it was tried in vain, and how often the mail server refused it for good.
  attempts      BIGINT NOT NULL DEFAULT 0,
  refusals      BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX emails_ready ON emails ((coalesce(claimed_until, due_at))) WHERE due_at IS NOT NULL;

-- Up to which message of a conversation a mail has told. It goes with the address.
CREATE TABLE mailed (
  user_id         UUID NOT NULL REFERENCES emails (user_id) ON DELETE CASCADE,
  conversation_id UUID NOT NULL,
  seq             BIGINT NOT NULL,
  PRIMARY KEY (user_id, conversation_id)
);
