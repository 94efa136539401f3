-- The model that somebody asked for a segmentation, where it was one, and the one that does slices again. Can be rebuilt from the events.
alter table segmentation_requests add column model_id uuid, add column refining_model_id uuid;
