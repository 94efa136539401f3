import { fields, type NextTraining, nextTraining } from '@scholia/domain';
import { retrainingFacts } from '@scholia/projections';
import { z } from 'zod';
import { time } from '../schemas.ts';
import { projectOf, projectScope } from '../scopes.ts';
import { query } from '../use-case.ts';
import { retrainingPolicy } from './retraining-policy.ts';

export const getRetrainingPolicy = query({
  name: 'training.policy',
  summary: 'When a project trains by itself, what happens next or why nothing does, and the hours used this month.',
  input: z.object({ projectId: fields.projectId }),
  output: z.object({
    policy: retrainingPolicy,
    next: z.discriminatedUnion('status', [
      z.object({ status: z.literal('due'), method: fields.modelMethod }),
      z.object({ status: z.enum(['paused', 'training']) }),
      z.object({ status: z.literal('submissions'), missing: z.number() }),
      z.object({ status: z.enum(['quiet', 'budget']), until: time }),
    ]),
    /** Of training in this calendar month, UTC. */
    hoursUsed: z.number(),
  }),
  access: { type: 'project', capability: 'label.view', scope: projectScope },
  async run({ services: { sql, clock } }, { projectId }) {
    const { retraining } = await projectOf(sql, projectId);
    const facts = await retrainingFacts(sql, projectId, clock());
    return { policy: retraining, next: withTime(nextTraining(retraining, facts)), hoursUsed: facts.hoursUsed };
  },
});

const withTime = (next: NextTraining) =>
  'until' in next ? { ...next, until: new Date(next.until).toISOString() } : next;
