-- The blob that says how unsure each voxel of a proposal is, where that is known. Can be rebuilt from the events.
alter table proposals add column uncertainty text;
