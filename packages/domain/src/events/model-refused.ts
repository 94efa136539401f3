import { z } from 'zod';
import { dryRunReport, json, modelId, projectId, shortText } from '../fields.ts';
import { defineEvent } from './define.ts';

/** A network that was trained elsewhere did not pass its dry run, as declared. Another declaration may do. */
export const modelRefused = defineEvent({
  type: 'ModelRefused',
  version: 1,
  payload: z.strictObject({ modelId, projectId, name: shortText, declaration: json, report: dryRunReport }),
  describe: (p) => {
    const failed = p.report.checks.find(({ isOk }) => !isOk)?.what;
    return `The network ${p.name} did not pass its dry run${failed ? ` (${failed})` : ''}.`;
  },
});
