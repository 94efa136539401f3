import { fields, signingStage } from '@scholia/domain';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { projectScope } from '../scopes.ts';
import { command } from '../use-case.ts';
import { changeProject } from './change-project.ts';

export const setSigning = command({
  name: 'projects.setSigning',
  summary: 'Say where people have to sign: submitting, reviewing, adjudicating. Signatures that were given stay.',
  input: z.object({ projectId: fields.projectId, stages: z.array(signingStage) }),
  output: nothing,
  access: { type: 'project', capability: 'project.manage', scope: projectScope },
  async run(call, { projectId, stages }) {
    await changeProject(call, projectId, (role) => ({ type: 'ChangeSigningPolicy', role, stages }));
    return {};
  },
});
