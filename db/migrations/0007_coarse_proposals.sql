-- Voxels per cell along i, j, k, where a proposal was computed on a coarser grid than the image's. Can be rebuilt from the events.
alter table proposals add column cell_voxels integer[];
