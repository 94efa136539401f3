-- The model that somebody asked for a segmentation, where it was one. Can be rebuilt from the events.
alter table segmentation_requests add column model_id uuid;
