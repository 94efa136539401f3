-- Networks that were trained elsewhere: their files and dry runs, and the models that they become. Can be rebuilt from the events.
alter table models
  alter column run_id drop not null,
  add column origin text not null default 'trained',
  add column name text,
  add column declaration jsonb,
  add column report jsonb;

create table model_files (
  id uuid primary key,
  project_id uuid not null,
  name text not null,
  file text not null,
  bytes bigint not null,
  status text not null,
  declaration jsonb,
  report jsonb,
  position bigint not null,
  received_at timestamptz not null,
  updated_at timestamptz not null
);
create index model_files_by_project on model_files (project_id, position);

-- Predictions that somebody asked for, and how far they are. Can be rebuilt from the events.
create table prediction_batches (
  id uuid primary key,
  project_id uuid not null,
  model_id uuid not null,
  which text not null,
  is_cancelled boolean not null default false,
  position bigint not null,
  requested_at timestamptz not null,
  updated_at timestamptz not null
);
create index prediction_batches_by_project on prediction_batches (project_id, position);

create table prediction_images (
  batch_id uuid not null,
  image_id uuid not null,
  status text not null,
  primary key (batch_id, image_id)
);
create index prediction_images_waiting on prediction_images (image_id) where status = 'waiting';

grant select, insert, update, delete on model_files, prediction_batches, prediction_images to scholia_app;
