import { z } from 'zod';
import { integer } from '../arguments.ts';
import type { Bench } from './report.ts';

const Options = z.object({
  steps: z.number().int().min(1),
  threads: z.number().int().min(1).optional(),
  vsPytorch: z.string().or(z.literal(true)).optional(),
});
export type TrainOptions = z.output<typeof Options>;

export const train: Bench = {
  summary:
    'How long a training step takes, in how much memory, and how near convolutions come to what the machine can.',
  options: [
    { flags: '--steps <count>', description: 'steps of each network that are timed', parse: integer, default: 5 },
    {
      flags: '--threads <count>',
      description: 'threads of an operator (Default: one for each processor)',
      parse: integer,
    },
    {
      flags: '--vs-pytorch [python]',
      description: 'compare with PyTorch, which this Python has (Default: python3)',
    },
  ],
  async run(options, log) {
    const { benchTrain } = await import('./train/run.ts');
    return benchTrain(Options.parse(options), log);
  },
};
