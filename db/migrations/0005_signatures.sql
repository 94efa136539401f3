-- Who put their name to which labels, and where projects ask for it. Both can be rebuilt from the events.
alter table projects add column signing jsonb not null default '[]';

create table signatures (
  reading_id uuid not null,
  position bigint not null,
  project_id uuid not null,
  image_id uuid not null,
  stage text not null,
  statement text not null,
  text text not null,
  label_digest text not null,
  up_to_position bigint not null,
  signed_by uuid,
  signed_at timestamptz not null,
  primary key (reading_id, position)
);
create index signatures_by_project on signatures (project_id, reading_id);
grant select, insert, update, delete on signatures to scholia_app;

-- Auditors of the organisation look at everything and change nothing.
alter table "user" drop constraint user_role_check;
alter table "user" add constraint user_role_check check (role in ('member', 'admin', 'auditor'));
