import { z } from 'zod';
import { integer } from '../arguments.ts';
import type { Bench } from './report.ts';

const Options = z.object({ operations: z.number().int().min(1000), slices: z.number().int().min(8).max(2000) });
export type OpenOptions = z.output<typeof Options>;

export const open: Bench = {
  summary: 'How long a long reading takes to open for somebody new, with and without what the server has folded.',
  options: [
    { flags: '--operations <count>', description: 'operations of the reading', parse: integer, default: 100_000 },
    { flags: '--slices <count>', description: 'slices of 512 x 512 voxels', parse: integer, default: 300 },
  ],
  async run(options, progress) {
    const { benchOpen } = await import('./open/run.ts');
    return await benchOpen(Options.parse(options), progress);
  },
};
