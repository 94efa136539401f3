import { z } from 'zod';
import { code } from '../fields.ts';
import { defineEvent } from './define.ts';

/** Subjects are names of streams. */
const STREAM = /^([a-z]+)-([0-9a-f-]{36})$/;

/** Somebody asked for what their role does not allow. */
export const accessDenied = defineEvent({
  type: 'AccessDenied',
  version: 1,
  payload: z.strictObject({ capability: code, subject: code }),
  describe: (p, by, name) => {
    const subject = p.subject.replace(STREAM, (_, kind: string, id: string) => `the ${kind} ${name(id)}`);
    return `${by} was refused ${p.capability} on ${subject}.`;
  },
});
