import { json, projection } from './projection.ts';

export const images = projection('images', ['images'], {
  ImageImported: (sql, { payload: p, position, recordedAt }) => sql`
    insert into images (id, project_id, name, blob, bytes, dims, spacing_um, affine, dtype, volume_index, intensity,
      position, imported_at)
    values (${p.imageId}, ${p.projectId}, ${p.name}, ${p.blob}, ${p.bytes}, ${[...p.dims]}::integer[],
      ${[...p.spacingUm]}::integer[], ${[...p.affine]}::double precision[], ${p.dtype}, ${p.volumeIndex},
      ${json(sql, p.intensity)}, ${position}, ${recordedAt})`,
  ImageWithdrawn: (sql, { payload }) => sql`update images set withdrawn = true where id = ${payload.imageId}`,
});
