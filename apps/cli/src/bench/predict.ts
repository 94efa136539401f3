import { z } from 'zod';
import { integer, integers } from '../arguments.ts';
import type { Bench } from './report.ts';

const Options = z.object({
  slices: z.array(z.number().int().min(1)).min(1),
  passes: z.number().int(),
  threads: z.number().int().min(1).optional(),
});
export type PredictOptions = z.output<typeof Options>;

export const predict: Bench = {
  summary: 'How long the prediction of an image takes, in how much memory, as images get longer.',
  options: [
    {
      flags: '--slices <counts>',
      description: 'images of 512 x 512 with so many slices, separated by commas',
      parse: integers,
      default: [75, 150, 300],
    },
    { flags: '--passes <count>', description: 'Monte-Carlo dropout passes', parse: integer, default: 1 },
    {
      flags: '--threads <count>',
      description: 'threads of an operator (Default: one for each processor)',
      parse: integer,
    },
  ],
  async run(options, log) {
    const { benchPredict } = await import('./predict/run.ts');
    return benchPredict(Options.parse(options), log);
  },
};
