import { AppError } from '@scholia/core';
import { fields } from '@scholia/domain';
import { changeProject } from '../projects/change-project.ts';
import { nothing } from '../schemas.ts';
import { projectScope } from '../scopes.ts';
import { command } from '../use-case.ts';
import { retrainingPolicy } from './retraining-policy.ts';

export const setRetrainingPolicy = command({
  name: 'training.setPolicy',
  summary: 'Say when a project trains by itself, how long, within which budget, and when a new model is used.',
  input: retrainingPolicy.extend({ projectId: fields.projectId }),
  output: nothing,
  access: { type: 'project', capability: 'model.train', scope: projectScope },
  async run(call, { projectId, ...policy }) {
    if (new Set(policy.methods).size < policy.methods.length)
      throw new AppError('bad-request', 'methods: name each method once.');
    await changeProject(call, projectId, (role) => ({ type: 'ChangeRetrainingPolicy', role, policy }));
    return {};
  },
});
