-- Contents, each stored once whoever uploaded it. Objects are named by the id and nothing else.
CREATE TABLE blobs (
  id           UUID PRIMARY KEY,
  -- Of the bytes that are served, as is the size.
  sha256       BYTEA NOT NULL,
  size         BIGINT NOT NULL,
  content_type TEXT NOT NULL,
  -- Of a picture that can be shown, after its orientation.
  width        BIGINT,
  height       BIGINT,
  thumbhash    BYTEA,
  -- Whether what was sent was rewritten, without its location.
  cleaned      BOOLEAN NOT NULL DEFAULT FALSE,
  -- Bytes of its thumbnails, where it has them.
  thumb_480    BIGINT,
  thumb_1280   BIGINT,
  created_at   BIGINT NOT NULL,
  -- Set before its objects are deleted: from then on nothing matches it.
  dead_at      BIGINT
);

CREATE UNIQUE INDEX blobs_sha256 ON blobs (sha256) WHERE dead_at IS NULL;
CREATE INDEX blobs_dead ON blobs (id) WHERE dead_at IS NOT NULL;

-- What somebody has uploaded, and is ready.
CREATE TABLE files (
  id         UUID PRIMARY KEY,
  owner_id   UUID NOT NULL REFERENCES users (id),
  blob_id    UUID NOT NULL REFERENCES blobs (id),
  -- The blob's, so that a person's share is one run of an index.
  size       BIGINT NOT NULL,
  name       TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  -- When it goes; null while it is used.
  expires_at BIGINT
);

CREATE INDEX files_owner ON files (owner_id, blob_id, size);
CREATE INDEX files_blob ON files (blob_id);
CREATE INDEX files_expiry ON files (expires_at) WHERE expires_at IS NOT NULL;

-- Where a file is used: in a message (kind 'message', its conversation and seq), as somebody's
-- 'avatar', as a conversation's 'picture' (seq 0).
CREATE TABLE file_uses (
  file_id  UUID NOT NULL REFERENCES files (id),
  kind     TEXT NOT NULL,
  place_id UUID NOT NULL,
  seq      BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (file_id, kind, place_id, seq)
);

CREATE INDEX file_uses_place ON file_uses (place_id, kind, seq);

-- What is being uploaded, written before its first byte: no object is ever without an owner.
CREATE TABLE uploads (
  -- The file's, once it is one.
  id         UUID PRIMARY KEY,
  owner_id   UUID NOT NULL REFERENCES users (id),
  blob_id    UUID NOT NULL CONSTRAINT uploads_blob UNIQUE,
  -- 'tus', or 'post', which nobody can go on with.
  kind       TEXT NOT NULL,
  name       TEXT NOT NULL,
  -- Upload-Metadata as it came, for HEAD.
  metadata   TEXT,
  -- As announced; null where it was not.
  length     BIGINT,
  -- Durable up to here, and what is needed to go on (JSON of `Staged`). It is the length only with
  -- `done_at`: clients take that for success.
  received   BIGINT NOT NULL DEFAULT 0,
  staged     TEXT,
  created_at BIGINT NOT NULL,
  touched_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  done_at    BIGINT,
  -- Set before its objects are deleted: nothing goes on with it.
  dead_at    BIGINT
);

CREATE INDEX uploads_owner ON uploads (owner_id) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX uploads_expiry ON uploads (expires_at) WHERE dead_at IS NULL;
CREATE INDEX uploads_dead ON uploads (expires_at) WHERE dead_at IS NOT NULL;
