import { json, projection } from './projection.ts';

export const projects = projection('projects', ['projects', 'memberships'], {
  ProjectCreated: (sql, { payload, recordedAt }) => sql`
    insert into projects (id, name, labels, created_at)
    values (${payload.projectId}, ${payload.name}, ${json(sql, payload.labels)}, ${recordedAt})`,
  LabelsChanged: (sql, { payload }) => sql`
    update projects set labels = ${json(sql, payload.labels)} where id = ${payload.projectId}`,
  SigningPolicyChanged: (sql, { payload }) => sql`
    update projects set signing = ${json(sql, payload.stages)} where id = ${payload.projectId}`,
  RetrainingPolicyChanged: (sql, { payload: { projectId, ...policy } }) => sql`
    update projects set retraining = ${json(sql, policy)} where id = ${projectId}`,
  PredictionSettingsChanged: (sql, { payload: { projectId, ...settings } }) => sql`
    update projects set predicting = ${json(sql, settings)} where id = ${projectId}`,
  RoleGranted: (sql, { payload }) => sql`
    insert into memberships (project_id, user_id, role)
    values (${payload.projectId}, ${payload.userId}, ${payload.role})
    on conflict (project_id, user_id) do update set role = excluded.role`,
  RoleRevoked: (sql, { payload }) => sql`
    delete from memberships where project_id = ${payload.projectId} and user_id = ${payload.userId}`,
});
