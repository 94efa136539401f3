-- What a run plans, how it goes and how long it took; what a model knows of itself, and which one is used; when a project trains by itself.
-- Can be rebuilt from the events.
alter table training_runs
  add column method text not null default 'automatic',
  add column seconds integer,
  add column overrides jsonb,
  add column plan jsonb,
  add column reasons jsonb,
  add column device jsonb,
  add column curve jsonb not null default '[]',
  add column skipped integer not null default 0,
  add column hint text,
  add column log jsonb,
  add column started_at timestamptz,
  add column ended_at timestamptz;

alter table models
  add column method text not null default 'automatic',
  add column plan jsonb,
  add column reasons jsonb,
  add column validation jsonb,
  add column up_to_position bigint,
  add column device jsonb,
  add column onnx text,
  add column promoted_position bigint,
  add column promoted_at timestamptz;
-- Until now each model was used as soon as it was published.
update models set promoted_position = position, promoted_at = published_at;

alter table projects add column retraining jsonb;
