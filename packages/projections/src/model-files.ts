import { json, projection } from './projection.ts';

export const modelFiles = projection('model-files', ['model_files'], {
  ModelFileReceived: (sql, { payload: p, position, recordedAt }) => sql`
    insert into model_files (id, project_id, name, file, bytes, status, position, received_at, updated_at)
    values (${p.modelId}, ${p.projectId}, ${p.name}, ${p.file}, ${p.bytes}, 'received', ${position}, ${recordedAt},
      ${recordedAt})`,
  ModelCheckRequested: (sql, { payload: p, recordedAt }) => sql`
    update model_files set status = 'checking', declaration = ${json(sql, p.declaration)}, report = null,
      updated_at = ${recordedAt}
    where id = ${p.modelId}`,
  ModelUploaded: (sql, { payload: p, recordedAt }) => sql`
    update model_files set status = 'usable', report = ${json(sql, p.report)}, updated_at = ${recordedAt}
    where id = ${p.modelId}`,
  ModelRefused: (sql, { payload: p, recordedAt }) => sql`
    update model_files set status = 'refused', report = ${json(sql, p.report)}, updated_at = ${recordedAt}
    where id = ${p.modelId}`,
});
