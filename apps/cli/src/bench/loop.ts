import { z } from 'zod';
import { integer, integers, number } from '../arguments.ts';
import type { Bench } from './report.ts';

const Options = z.object({
  images: z.string().optional(),
  labels: z.string().optional(),
  cases: z.number().int().min(2),
  after: z.array(z.number().int().min(1)),
  seconds: z.number().positive(),
  passes: z.number().int().min(0),
  seed: z.number().int(),
  controls: z.boolean().default(true),
});
export type LoopOptions = z.output<typeof Options>;

/** The learning loop without server and people: a simulated annotator hands over true labels. */
export const loop: Bench = {
  summary:
    'What the models learn from 1, 2, 4, 8 submissions, and how fast; on the demo or on your own labelled images.',
  options: [
    { flags: '--images <folder>', description: 'NIfTI images (Default: the demo data)' },
    { flags: '--labels <folder>', description: 'their labelmaps, under the same file names' },
    { flags: '--cases <count>', description: 'images to use', parse: integer, default: 24 },
    {
      flags: '--after <counts>',
      description: 'measure after so many submissions',
      parse: integers,
      default: [1, 2, 4, 8],
    },
    { flags: '--seconds <seconds>', description: 'time for one training', parse: number, default: 120 },
    { flags: '--passes <count>', description: 'dropout passes for the uncertainty', parse: integer, default: 4 },
    { flags: '--seed <number>', description: 'of everything random', parse: integer, default: 1 },
    { flags: '--no-controls', description: 'leave out the model trained on shuffled labels' },
  ],
  async run(options, log) {
    const { benchLoop } = await import('./loop/run.ts');
    return await benchLoop(Options.parse(options), log);
  },
};
