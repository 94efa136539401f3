-- Labels that a segmentation is asked for beside the first. Can be rebuilt from the events.
alter table segmentation_requests add column other_labels integer[] not null default '{}';
