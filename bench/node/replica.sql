-- What replica.mjs stands on.
create table conversations (id uuid primary key, last_seq bigint not null default 0);
create table members (conversation_id uuid, user_id uuid, primary key (conversation_id, user_id));
create index members_user on members (user_id);
create table messages (
  conversation_id uuid not null,
  seq bigint not null,
  id uuid not null,
  sender_id uuid not null,
  body text not null,
  created_at timestamptz not null,
  primary key (conversation_id, seq),
  unique (conversation_id, id)
);
