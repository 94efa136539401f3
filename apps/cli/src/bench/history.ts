import { z } from 'zod';
import { integer } from '../arguments.ts';
import type { Bench } from './report.ts';

const Options = z.object({ operations: z.number().int().min(1000), slices: z.number().int().min(8).max(2000) });
export type HistoryOptions = z.output<typeof Options>;

export const history: Bench = {
  summary: 'How fast a long reading shows its labels at any moment, its timeline, and who wrote a voxel.',
  options: [
    { flags: '--operations <count>', description: 'operations of the reading', parse: integer, default: 20_000 },
    { flags: '--slices <count>', description: 'slices of 512 x 512 voxels', parse: integer, default: 300 },
  ],
  async run(options, progress) {
    const { benchHistory } = await import('./history/run.ts');
    return await benchHistory(Options.parse(options), progress);
  },
};
