import { z } from 'zod';
import { integer } from '../arguments.ts';
import type { Bench } from './report.ts';

const Options = z.object({
  events: z.number().int().min(100),
  writers: z.number().int().min(1),
  exported: z.number().int().min(1000),
  verified: z.number().int().min(1000),
});
export type LogOptions = z.output<typeof Options>;

export const log: Bench = {
  summary:
    'How fast the event log takes, delivers, exports and verifies events, against plain inserts into the same Postgres.',
  options: [
    { flags: '--events <count>', description: 'events per measurement of appending', parse: integer, default: 8000 },
    { flags: '--writers <count>', description: 'writers at once', parse: integer, default: 8 },
    {
      flags: '--exported <count>',
      description: 'events of the smaller bundle; the other has four times as many',
      parse: integer,
      default: 25_000,
    },
    { flags: '--verified <count>', description: 'events verified offline', parse: integer, default: 200_000 },
  ],
  async run(options, progress) {
    const { benchLog } = await import('./log/run.ts');
    return await benchLog(Options.parse(options), progress);
  },
};
