import { z } from 'zod';
import { integer } from '../arguments.ts';
import type { Bench } from './report.ts';

const Options = z.object({ events: z.number().int().min(1000) });
export type SearchOptions = z.output<typeof Options>;

export const search: Bench = {
  summary: 'How long a page of the audit search takes in a long log, for every kind of filter.',
  options: [{ flags: '--events <count>', description: 'events of the log', parse: integer, default: 1_000_000 }],
  async run(options, progress) {
    const { benchSearch } = await import('./search/run.ts');
    return await benchSearch(Options.parse(options), progress);
  },
};
