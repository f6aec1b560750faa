-- Contents, each stored once whoever uploaded it. Objects are named by the id and nothing else.
CREATE TABLE blobs (
  id           BLOB PRIMARY KEY,
  -- Of the bytes that are served, as is the size.
  sha256       BLOB NOT NULL,
  size         INTEGER NOT NULL,
  content_type TEXT NOT NULL,
  -- Of a picture that can be shown, after its orientation.
  width        INTEGER,
  height       INTEGER,
  thumbhash    BLOB,
  -- Whether what was sent was rewritten, without its location.
  cleaned      INTEGER NOT NULL DEFAULT 0,
  -- Bytes of its thumbnails, where it has them.
  thumb_480    INTEGER,
  thumb_1280   INTEGER,
  created_at   INTEGER NOT NULL,
  -- Set before its objects are deleted: from then on nothing matches it.
  dead_at      INTEGER
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX blobs_sha256 ON blobs (sha256) WHERE dead_at IS NULL;
CREATE INDEX blobs_dead ON blobs (id) WHERE dead_at IS NOT NULL;

-- What somebody has uploaded, and is ready.
CREATE TABLE files (
  id         BLOB PRIMARY KEY,
  owner_id   BLOB NOT NULL REFERENCES users (id),
  blob_id    BLOB NOT NULL REFERENCES blobs (id),
  -- The blob's, so that a person's share is one run of an index.
  size       INTEGER NOT NULL,
  name       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  -- When it goes; null while it is used.
  expires_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX files_owner ON files (owner_id, blob_id, size);
CREATE INDEX files_blob ON files (blob_id);
CREATE INDEX files_expiry ON files (expires_at) WHERE expires_at IS NOT NULL;

-- Where a file is used: in a message (kind 'message', its conversation and seq), as somebody's
-- 'avatar', as a conversation's 'picture' (seq 0).
CREATE TABLE file_uses (
  file_id  BLOB NOT NULL REFERENCES files (id),
  kind     TEXT NOT NULL,
  place_id BLOB NOT NULL,
  seq      INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (file_id, kind, place_id, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX file_uses_place ON file_uses (place_id, kind, seq);

-- What is being uploaded, written before its first byte: no object is ever without an owner.
CREATE TABLE uploads (
  -- The file's, once it is one.
  id         BLOB PRIMARY KEY,
  owner_id   BLOB NOT NULL REFERENCES users (id),
  blob_id    BLOB NOT NULL CONSTRAINT uploads_blob UNIQUE,
  -- 'tus', or 'post', which nobody can go on with.
  kind       TEXT NOT NULL,
  name       TEXT NOT NULL,
  -- Upload-Metadata as it came, for HEAD.
  metadata   TEXT,
  -- As announced; null where it was not.
  length     INTEGER,
  -- Durable up to here, and what is needed to go on (JSON of `Staged`). It is the length only with
  -- `done_at`: clients take that for success.
  received   INTEGER NOT NULL DEFAULT 0,
  staged     TEXT,
  created_at INTEGER NOT NULL,
  touched_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  done_at    INTEGER,
  -- Set before its objects are deleted: nothing goes on with it.
  dead_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX uploads_owner ON uploads (owner_id) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX uploads_expiry ON uploads (expires_at) WHERE dead_at IS NULL;
CREATE INDEX uploads_dead ON uploads (expires_at) WHERE dead_at IS NOT NULL;
