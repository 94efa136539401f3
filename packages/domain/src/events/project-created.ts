import { z } from 'zod';
import { labels, projectId, shortText } from '../fields.ts';
import { defineEvent } from './define.ts';

/** A project exists, with the labels that people may give. */
export const projectCreated = defineEvent({
  type: 'ProjectCreated',
  version: 1,
  payload: z.strictObject({ projectId, name: shortText, labels }),
  describe: (p, by) => `${by} created the project "${p.name}".`,
});
