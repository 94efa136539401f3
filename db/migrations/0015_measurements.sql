-- Models that are measured after they were published. Can be rebuilt from the events.
alter table models
  add column is_measuring boolean not null default false,
  add column measuring_stopped text,
  add column measured_at timestamptz,
  add column left_out integer not null default 0;
