-- The log as a Merkle tree (RFC 6962), kept as tiles of up to 256 hashes (C2SP tlog-tiles), and what was signed about it.
create table log_tiles (
  log_id text not null references log_heads (log_id),
  -- Level 0 holds the hashes of leaves; leaf n is the event at position n + 1. Level l holds the roots of 256^l leaves each.
  level integer not null check (level >= 0),
  tile bigint not null check (tile >= 0),
  hashes bytea not null check (octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0),
  primary key (log_id, level, tile)
);

-- Signed notes: with `size` events the root was that.
create table log_checkpoints (
  log_id text not null references log_heads (log_id),
  size bigint not null check (size > 0),
  note text not null,
  signed_at timestamptz not null,
  primary key (log_id, size)
);

-- RFC 3161 tokens over a checkpoint's note: somebody else's word for when it existed.
create table log_anchors (
  log_id text not null,
  size bigint not null,
  url text not null,
  token bytea not null,
  anchored_at timestamptz not null,
  primary key (log_id, size, url),
  foreign key (log_id, size) references log_checkpoints (log_id, size)
);

-- A tile only grows: what is in it stays.
create function refuse_to_change_tile() returns trigger language plpgsql as $$
begin
  if new.log_id = old.log_id and new.level = old.level and new.tile = old.tile
    and octet_length(new.hashes) >= octet_length(old.hashes)
    and substring(new.hashes from 1 for octet_length(old.hashes)) = old.hashes then
    return new;
  end if;
  raise exception 'a tile of the log only grows' using errcode = 'insufficient_privilege';
end
$$;
create trigger grows_only before update on log_tiles for each row execute function refuse_to_change_tile();
create trigger append_only_rows before delete on log_tiles
  for each row execute function refuse_to_rewrite_history();
create trigger append_only_table before truncate on log_tiles
  for each statement execute function refuse_to_rewrite_history();
create trigger append_only_rows before update or delete on log_checkpoints
  for each row execute function refuse_to_rewrite_history();
create trigger append_only_table before truncate on log_checkpoints
  for each statement execute function refuse_to_rewrite_history();
create trigger append_only_rows before update or delete on log_anchors
  for each row execute function refuse_to_rewrite_history();
create trigger append_only_table before truncate on log_anchors
  for each statement execute function refuse_to_rewrite_history();
alter table log_tiles enable always trigger grows_only;
alter table log_tiles enable always trigger append_only_rows;
alter table log_tiles enable always trigger append_only_table;
alter table log_checkpoints enable always trigger append_only_rows;
alter table log_checkpoints enable always trigger append_only_table;
alter table log_anchors enable always trigger append_only_rows;
alter table log_anchors enable always trigger append_only_table;

grant select, insert, update on log_tiles to scholia_app;
grant select, insert on log_checkpoints, log_anchors to scholia_app;

-- For people who search the log: newest first by person, and everything of one image.
create index events_by_actor on events (log_id, (actor ->> 'userId'), position) where actor ->> 'userId' is not null;
create index events_by_image on events (log_id, image_id, position) where image_id is not null;
