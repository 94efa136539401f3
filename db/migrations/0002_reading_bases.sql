-- What a reading's first operations fold to, so that a long reading opens without replaying all of them. Can be dropped:
-- it is made again from the operations.
create table reading_bases (
  reading_id uuid not null,
  -- The base holds every operation of the reading up to here.
  position bigint not null,
  operations integer not null check (operations > 0),
  -- Blob with the folded labels and prompts (encodeFoldBase), and the digest of the labels in it.
  base text not null,
  label_digest text not null,
  primary key (reading_id, position)
);
grant select, insert, delete on reading_bases to scholia_app;
