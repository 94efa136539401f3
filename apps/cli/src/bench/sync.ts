import { z } from 'zod';
import { integer } from '../arguments.ts';
import type { Bench } from './report.ts';

const Options = z.object({
  seconds: z.number().int().min(1),
  clients: z.string().regex(/^\d+(,\d+)*$/, 'give numbers with commas, e.g. 2,20'),
  readings: z.number().int().min(0),
});
export type SyncOptions = z.output<typeof Options>;

export const sync: Bench = {
  summary: 'How fast a stroke reaches the others, committed, against a bare relay that keeps nothing.',
  options: [
    { flags: '--seconds <n>', description: 'painting per measurement', parse: integer, default: 10 },
    { flags: '--clients <list>', description: 'people on one reading, one measurement each', default: '2,10,20,50' },
    {
      flags: '--readings <count>',
      description: 'readings with two people each, 0 for none',
      parse: integer,
      default: 100,
    },
  ],
  async run(options, progress) {
    const { benchSync } = await import('./sync/run.ts');
    return await benchSync(Options.parse(options), progress);
  },
};
