-- What a model's proposal says about each voxel, by label, and the proposal that a segmentation starts from. Can be rebuilt from the
-- events.
alter table proposals add column chances jsonb;
alter table segmentation_requests add column from_proposal uuid;
