import { z } from 'zod';
import { labels, projectId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** The whole new list of labels; a value that is gone may no longer be painted. */
export const labelsChanged = defineEvent({
  type: 'LabelsChanged',
  version: 1,
  payload: z.strictObject({ projectId, labels }),
  describe: (p, by) => `${by} changed the labels to ${p.labels.map((label) => label.name).join(', ')}.`,
});
