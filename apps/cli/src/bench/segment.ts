import { z } from 'zod';
import { integer } from '../arguments.ts';
import type { Bench } from './report.ts';

const Options = z.object({
  rounds: z.number().int().min(1).max(20),
  cases: z.number().int().min(1).max(24),
  data: z.string().optional(),
  methods: z.string().optional(),
});
export type SegmentOptions = z.output<typeof Options>;

export const segment: Bench = {
  summary:
    'How long each method without a model takes, in how much memory, and how good its answers get as one scribbles.',
  options: [
    { flags: '--rounds <count>', description: 'rounds of scribbling', parse: integer, default: 5 },
    { flags: '--cases <count>', description: 'images of each set', parse: integer, default: 6 },
    { flags: '--data <folder>', description: 'folder with hippocampus/ and ct/; without it only the demo images' },
    { flags: '--methods <names>', description: 'only these, separated by commas' },
  ],
  async run(options, progress) {
    const { benchSegment } = await import('./segment/run.ts');
    return benchSegment(Options.parse(options), progress);
  },
};
