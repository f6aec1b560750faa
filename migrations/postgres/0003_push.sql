-- Browsers that want to be told, each of a session: it goes when that does.
CREATE TABLE subscriptions (
  id         UUID PRIMARY KEY,
  user_id    UUID NOT NULL REFERENCES users (id),
  session_id UUID NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  -- Where its push service takes pushes for it, and the origin of that.
  endpoint   TEXT NOT NULL CONSTRAINT subscriptions_endpoint UNIQUE,
  service    TEXT NOT NULL,
  -- The browser's public key and its secret: what pushes are encrypted with.
  p256dh     BYTEA NOT NULL,
  auth       BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  -- When its push service was called last, and the status of the answer; 0 where none came.
  told_at    BIGINT,
  said       BIGINT
);

CREATE INDEX subscriptions_user ON subscriptions (user_id);
CREATE INDEX subscriptions_session ON subscriptions (session_id);

-- What somebody wants to be told of on the whole; JSON. Without a row it is the default.
CREATE TABLE notify_preferences (
  user_id UUID PRIMARY KEY REFERENCES users (id),
  value   TEXT NOT NULL
);

-- That people are to be told of new messages, written with them: a row for each conversation and
-- batch, until it has become pushes.
CREATE TABLE owed (
  id              BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  conversation_id UUID NOT NULL,
  from_seq        BIGINT NOT NULL,
  to_seq          BIGINT NOT NULL,
  at              BIGINT NOT NULL,
  -- Members up to this one have their pushes.
  after_user      UUID
);

-- What a browser is to be told of a conversation: the newest, in the place of what was to be told
-- before.
CREATE TABLE pushes (
  subscription_id UUID NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
  conversation_id UUID NOT NULL,
  user_id         UUID NOT NULL,
  -- The subscription's, so that what is due to a push service is one run of an index.
  service         TEXT NOT NULL,
  seq             BIGINT NOT NULL,
  is_high         BOOLEAN NOT NULL,
  -- When the message was stored.
  at              BIGINT NOT NULL,
  attempts        BIGINT NOT NULL DEFAULT 0,
  due_at          BIGINT NOT NULL,
  -- Until when somebody sends it; later than `due_at`.
  claimed_until   BIGINT,
  PRIMARY KEY (subscription_id, conversation_id)
);

CREATE INDEX pushes_ready ON pushes (service, (coalesce(claimed_until, due_at)));
