-- How long each stage of making a proposal took, ms, by the stage's name, where it was measured. Can be rebuilt from the events.
alter table proposals add column stages_ms jsonb;
