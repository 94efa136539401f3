import { z } from 'zod';
import { count, digest, modelId, projectId, shortText } from '../fields.ts';
import { defineEvent } from './define.ts';

/** A file of a network that was trained elsewhere is stored, to be tried. `modelId` is what it will be known by once it is usable. */
export const modelFileReceived = defineEvent({
  type: 'ModelFileReceived',
  version: 1,
  payload: z.strictObject({ modelId, projectId, name: shortText, file: digest, bytes: count }),
  describe: (p, by) => `${by} brought the network ${p.name}.`,
});
