import { z } from 'zod';
import { integer } from '../arguments.ts';
import type { Bench } from './report.ts';

const Options = z.object({ operations: z.number().int().min(100), slices: z.number().int().min(8).max(2000) });
export type FoldOptions = z.output<typeof Options>;

export const fold: Bench = {
  summary: 'How fast labels follow from operations: in order, out of order, undone; and what that takes in memory.',
  options: [
    { flags: '--operations <count>', description: 'operations of the reading', parse: integer, default: 100_000 },
    { flags: '--slices <count>', description: 'slices of 512 x 512 voxels', parse: integer, default: 300 },
  ],
  async run(options, progress) {
    const { benchFold } = await import('./fold/run.ts');
    return benchFold(Options.parse(options), progress);
  },
};
