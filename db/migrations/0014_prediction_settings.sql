-- How a project's images are predicted, and how each prediction was made. Can be rebuilt from the events.
alter table projects add column predicting jsonb;
alter table proposals add column settings jsonb;
