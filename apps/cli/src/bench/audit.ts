import { z } from 'zod';
import { integer } from '../arguments.ts';
import type { Bench } from './report.ts';

const Options = z.object({ events: z.number().int().min(1000), readings: z.number().int().min(1) });
export type AuditOptions = z.output<typeof Options>;

export const audit: Bench = {
  summary: 'How fast a bundle of the log is verified offline.',
  options: [
    { flags: '--events <count>', description: 'events of the log', parse: integer, default: 1_000_000 },
    { flags: '--readings <count>', description: 'submitted readings to replay', parse: integer, default: 20 },
  ],
  async run(options, progress) {
    const { benchAudit } = await import('./audit/run.ts');
    return await benchAudit(Options.parse(options), progress);
  },
};
