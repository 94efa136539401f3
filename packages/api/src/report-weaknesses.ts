import { checkHardening } from '@scholia/db';
import type { Services } from './services.ts';

/** Says at the start of a process what would let history be rewritten or lost here, a line for each. */
export async function reportWeaknesses({ sql, log }: Pick<Services, 'sql' | 'log'>): Promise<void> {
  try {
    for (const weakness of await checkHardening(sql)) log({ message: 'history-is-not-protected', weakness });
  } catch (error) {
    // A database that is away is told about by whoever needs it; the audit page asks again.
    log({ message: 'protection-of-history-is-unknown', why: String(error) });
  }
}
