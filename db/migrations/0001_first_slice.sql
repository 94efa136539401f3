-- The log, the documents, the read models, and who may sign in. Applied as the owner; the app connects as scholia_app.

-- One log per organisation, so that organisations never wait for each other.
create table organisations (
  id text primary key,
  name text not null,
  created_at timestamptz not null default now()
);

-- The head of a log: locked as the last step of an append, so that position = order of commits, without gaps.
create table log_heads (
  log_id text primary key references organisations (id),
  position bigint not null default 0 check (position >= 0)
);

-- Where each stream stands: the version and hash that the next event follows.
create table streams (
  log_id text not null references log_heads (log_id),
  stream_id text not null,
  version bigint not null default 0 check (version >= 0),
  hash bytea not null default decode(repeat('00', 32), 'hex') check (octet_length(hash) = 32),
  primary key (log_id, stream_id)
);

-- The events. `canonical` is the truth (RFC 8785 bytes, covered by `hash`); the other columns are there to find it.
create table events (
  log_id text not null,
  position bigint not null check (position > 0),
  stream_id text not null,
  version bigint not null check (version > 0),
  event_id uuid not null,
  type text not null,
  schema_version integer not null,
  actor jsonb not null,
  project_id uuid,
  image_id uuid,
  reading_id uuid,
  recorded_at timestamptz not null,
  canonical bytea not null,
  prev_hash bytea not null check (octet_length(prev_hash) = 32),
  hash bytea not null check (octet_length(hash) = 32),
  primary key (log_id, position),
  unique (log_id, stream_id, version),
  unique (event_id)
);
create index events_by_project on events (log_id, project_id, position);
create index events_by_reading on events (log_id, reading_id, position) where reading_id is not null;
create index events_by_type on events (log_id, type, position);

-- What a Yjs client needs to catch up. `position` is that of the last event of the update.
create table yjs_updates (
  reading_id uuid not null,
  position bigint not null,
  update bytea not null,
  primary key (reading_id, position)
);

-- Author sessions (Yjs client ids): each belongs to the person who used it first.
create table reading_sessions (
  reading_id uuid not null,
  session bigint not null check (session between 0 and 4294967295),
  user_id uuid not null,
  primary key (reading_id, session)
);

-- How far each consumer has got.
create table subscriptions (
  log_id text not null references log_heads (log_id),
  name text not null,
  position bigint not null default 0,
  updated_at timestamptz not null default now(),
  primary key (log_id, name)
);

-- History is written once: no role, the owner included, updates or deletes it. ALWAYS: also in replication mode.
create function refuse_to_rewrite_history() returns trigger language plpgsql as $$
begin
  raise exception 'history is append-only: % on % is forbidden', tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;
create trigger append_only_rows before update or delete on events
  for each row execute function refuse_to_rewrite_history();
create trigger append_only_table before truncate on events
  for each statement execute function refuse_to_rewrite_history();
create trigger append_only_rows before update or delete on yjs_updates
  for each row execute function refuse_to_rewrite_history();
create trigger append_only_table before truncate on yjs_updates
  for each statement execute function refuse_to_rewrite_history();
alter table events enable always trigger append_only_rows;
alter table events enable always trigger append_only_table;
alter table yjs_updates enable always trigger append_only_rows;
alter table yjs_updates enable always trigger append_only_table;

-- A head only moves forward.
create function refuse_to_move_back() returns trigger language plpgsql as $$
begin
  raise exception 'the head of a log only moves forward' using errcode = 'insufficient_privilege';
end
$$;
create trigger forward_only before update on log_heads
  for each row when (new.position <= old.position or new.log_id <> old.log_id)
  execute function refuse_to_move_back();
create trigger never_deleted before delete on log_heads
  for each row execute function refuse_to_rewrite_history();
alter table log_heads enable always trigger forward_only;
alter table log_heads enable always trigger never_deleted;

-- Read models. Everything below until "people" can be dropped and rebuilt from the events.

create table projects (
  id uuid primary key,
  name text not null,
  labels jsonb not null,
  created_at timestamptz not null
);

create table memberships (
  project_id uuid not null,
  user_id uuid not null,
  role text not null,
  primary key (project_id, user_id)
);
create index memberships_by_user on memberships (user_id);

create table images (
  id uuid primary key,
  project_id uuid not null,
  name text not null,
  blob text not null,
  bytes bigint not null,
  dims integer[] not null,
  spacing_um integer[] not null,
  affine double precision[] not null,
  dtype text not null,
  volume_index integer,
  intensity jsonb not null,
  withdrawn boolean not null default false,
  position bigint not null,
  imported_at timestamptz not null
);
create index images_by_project on images (project_id, position);
create index images_by_blob on images (project_id, blob);

create table readings (
  id uuid primary key,
  image_id uuid not null,
  project_id uuid not null,
  mode text not null,
  status text not null,
  operations integer not null default 0,
  last_position bigint not null,
  opened_at timestamptz not null,
  edited_at timestamptz,
  -- The last submission; kept while reopened, so that the held-out flag lasts.
  submitted_at timestamptz,
  submitted_by uuid,
  label_digest text,
  label_blob text,
  up_to_position bigint,
  held_out boolean,
  -- 1, 2, 3, ... in the project, by first submission.
  submission_number integer,
  unique (project_id, submission_number)
);
-- One collaborative reading for each image: of two people who open it at once, one is told to look again.
create unique index readings_by_image on readings (image_id) where mode = 'collaborative';

create table reading_authors (
  reading_id uuid not null,
  user_id uuid not null,
  operations integer not null default 0,
  last_at timestamptz not null,
  primary key (reading_id, user_id)
);

create table segmentation_requests (
  id uuid primary key,
  reading_id uuid not null,
  image_id uuid not null,
  method text not null,
  label integer not null,
  up_to_position bigint not null,
  parameters jsonb not null,
  requested_by uuid,
  status text not null,
  message text,
  requested_at timestamptz not null
);

create table proposals (
  id uuid primary key,
  image_id uuid not null,
  project_id uuid not null,
  reading_id uuid,
  request_id uuid,
  source jsonb not null,
  blob text not null,
  voxels jsonb not null,
  elapsed_ms double precision not null,
  status text not null,
  position bigint not null,
  offered_at timestamptz not null
);
create index proposals_by_image on proposals (image_id, position);

create table training_runs (
  id uuid primary key,
  project_id uuid not null,
  status text not null,
  readings jsonb not null,
  warm_start_from uuid,
  step integer not null default 0,
  steps integer,
  epoch integer not null default 0,
  loss double precision,
  validation_dice double precision,
  eta_ms double precision,
  message text,
  code text,
  model_id uuid,
  position bigint not null,
  requested_at timestamptz not null,
  updated_at timestamptz not null
);
create index training_runs_by_project on training_runs (project_id, position);

create table models (
  id uuid primary key,
  project_id uuid not null,
  version integer not null,
  run_id uuid not null,
  weights text not null,
  network jsonb not null,
  preprocessing jsonb not null,
  trained_on jsonb not null,
  held_out jsonb not null,
  score double precision,
  scores jsonb,
  curve jsonb not null,
  seconds double precision not null,
  position bigint not null,
  published_at timestamptz not null,
  unique (project_id, version)
);

create table image_scores (
  image_id uuid primary key,
  project_id uuid not null,
  model_id uuid not null,
  uncertainty double precision not null,
  passes integer not null,
  scored_at timestamptz not null
);

create table queue (
  project_id uuid not null,
  rank integer not null,
  image_id uuid not null,
  model_id uuid not null,
  uncertainty double precision not null,
  primary key (project_id, rank)
);

create table workers (
  name text primary key,
  provider text not null,
  status text not null,
  started_at timestamptz not null,
  stopped_at timestamptz
);

-- People. Names and addresses live here only, and can be erased without touching the log. Columns as better-auth names them.

create table "user" (
  id text primary key,
  name text not null,
  email text not null unique,
  "emailVerified" boolean not null default false,
  image text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now(),
  role text not null default 'member' check (role in ('member', 'admin')),
  color text not null default '#2563eb'
);

create table session (
  id text primary key,
  "expiresAt" timestamptz not null,
  token text not null unique,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now(),
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references "user" (id) on delete cascade
);
create index session_by_user on session ("userId");

create table account (
  id text primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references "user" (id) on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index account_by_user on account ("userId");

create table verification (
  id text primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index verification_by_identifier on verification (identifier);

create table api_tokens (
  id uuid primary key,
  user_id text not null references "user" (id) on delete cascade,
  name text not null,
  hash text not null unique,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  last_used_at timestamptz
);
create index api_tokens_by_user on api_tokens (user_id);

-- What the app may do.
grant select, insert on organisations, events, yjs_updates to scholia_app;
grant select, insert, update on log_heads, streams, subscriptions, reading_sessions to scholia_app;
grant select, insert, update, delete on
  projects, memberships, images, readings, reading_authors, segmentation_requests, proposals, training_runs, models,
  image_scores, queue, workers, "user", session, account, verification, api_tokens
  to scholia_app;

insert into organisations (id, name) values ('main', 'Scholia');
insert into log_heads (log_id) values ('main');
