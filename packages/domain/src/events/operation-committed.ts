import { z } from 'zod';
import { base64, count, operationKind, readingId, uint32 } from '../fields.ts';
import { defineEvent } from './define.ts';

const VERBS = {
  Stroke: 'painted a stroke',
  Fill: 'filled a region',
  Patch: 'changed labels with a tool',
  Mask: 'put a mask into the labels',
  Undo: 'undid an operation',
  Redo: 'redid an operation',
  ClearPrompts: 'cleared the prompts',
} as const;

/** One label operation, with the very bytes that the document holds. (session, counter) is its id. */
export const operationCommitted = defineEvent({
  type: 'OperationCommitted',
  version: 1,
  payload: z.strictObject({
    readingId,
    session: uint32,
    counter: count,
    lamport: count,
    kind: operationKind,
    bytes: base64,
  }),
  describe: (p, by) => `${by} ${VERBS[p.kind]}.`,
});
