import { z } from 'zod';
import { code, position, projectId, readingId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** A part of the log was handed out; recorded before its first byte left. Nulls: of every project, of every reading. */
export const auditExported = defineEvent({
  type: 'AuditExported',
  version: 1,
  payload: z.strictObject({
    format: code,
    projectId: projectId.nullable(),
    readingId: readingId.nullable(),
    /** Positions, both inclusive. */
    from: position,
    to: position,
    /** Whether it tells what people are called. */
    withNames: z.boolean(),
  }),
  describe: (p, by, name) => {
    const about = p.readingId
      ? ` about the reading ${name(p.readingId)}`
      : p.projectId
        ? ` about the project ${name(p.projectId)}`
        : '';
    return `${by} exported the log${about} as ${p.format}, #${p.from} to #${p.to}${p.withNames ? ', with names' : ''}.`;
  },
});
