import { z } from 'zod';
import { integer } from '../arguments.ts';
import type { Bench } from './report.ts';

const Options = z.object({ events: z.number().int().min(100), writers: z.number().int().min(1) });
export type LogOptions = z.output<typeof Options>;

export const log: Bench = {
  summary: 'How fast the event log takes events, against plain inserts into the same Postgres.',
  options: [
    { flags: '--events <count>', description: 'events per measurement', parse: integer, default: 2000 },
    { flags: '--writers <count>', description: 'people who write at once', parse: integer, default: 16 },
  ],
  async run(options, progress) {
    const { benchLog } = await import('./log/run.ts');
    return await benchLog(Options.parse(options), progress);
  },
};
