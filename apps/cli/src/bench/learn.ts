import { z } from 'zod';
import { integer, integers, number } from '../arguments.ts';
import type { Bench } from './report.ts';

const Options = z.object({
  data: z.string().optional(),
  seconds: z.number().positive(),
  cases: z.array(z.number().int().min(1)),
  heldOut: z.number().int().min(1),
  seed: z.number().int(),
  method: z.enum(['automatic', 'deepedit', 'deepgrow-3d', 'deepgrow-2d']),
  clicks: z.array(z.number().int().min(0)),
  unseen: z.number().int().min(1).optional(),
  refine: z.boolean().default(false),
});
export type LearnOptions = z.output<typeof Options>;

export const learn: Bench = {
  summary: 'How good segmentation gets on images it has not seen, by time, by cases trained on, and by clicks.',
  options: [
    {
      flags: '--data <folder>',
      description: 'folder with imagesTr/ and labelsTr/, NIfTI, under the same names (Default: the demo data)',
    },
    { flags: '--seconds <seconds>', description: 'time for one training', parse: number, default: 180 },
    { flags: '--cases <counts>', description: 'train on so many', parse: integers, default: [150] },
    { flags: '--held-out <count>', description: 'never trained on, measured', parse: integer, default: 30 },
    { flags: '--seed <number>', description: 'of everything random, the split too', parse: integer, default: 1 },
    { flags: '--method <name>', description: 'automatic, deepedit, deepgrow-3d or deepgrow-2d', default: 'automatic' },
    { flags: '--clicks <counts>', description: 'measure after so many', parse: integers, default: [0, 1, 3, 5, 10] },
    {
      flags: '--unseen <label>',
      description: 'train a method of one structure on the other labels, and measure this one',
      parse: integer,
    },
    { flags: '--refine', description: 'train DeepGrow 2D as long, and let it do slices again' },
  ],
  async run(options, log) {
    const { benchLearn } = await import('./learn/run.ts');
    return await benchLearn(Options.parse(options), log);
  },
};
