import { fields } from '@scholia/domain';
import { listWorkers } from '@scholia/projections';
import { z } from 'zod';
import { person, time } from '../schemas.ts';
import { query } from '../use-case.ts';

export const overview = query({
  name: 'admin.overview',
  summary: 'Who is online, the workers, and how far the log has got.',
  input: z.void(),
  output: z.object({
    /** One row per person and open reading, in this process. */
    online: z.array(person.extend({ readingId: fields.readingId, projectId: fields.projectId })),
    workers: z.array(
      z.object({
        name: z.string(),
        provider: z.string(),
        status: z.enum(['running', 'stopped']),
        startedAt: time,
        stoppedAt: time.nullable(),
      }),
    ),
    head: fields.position,
    people: z.number(),
  }),
  access: { type: 'organisation', capability: 'organisation.overview' },
  async run({ services }) {
    const [workers, head, people] = await Promise.all([
      listWorkers(services.sql),
      services.events.head(),
      services.auth.listUsers(),
    ]);
    const online = (services.gateway?.presence() ?? []).map((row) => ({ ...row }));
    return { online, workers, head: String(head), people: people.length };
  },
});
