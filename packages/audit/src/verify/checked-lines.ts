import { type CheckedLines, type LineChecker, textLines } from './line-check.ts';

/** Batches that are being checked at a time: enough for some processors, and little memory. */
const AHEAD = 8;

interface Batch extends CheckedLines {
  readonly texts: readonly string[];
}

/** Lines and what is wrong with each, in the order of the file, whatever the order in which they are checked. */
export async function* checkedLines(
  batches: AsyncIterable<Uint8Array> | undefined,
  check: LineChecker,
): AsyncGenerator<Batch> {
  const waiting: Promise<Batch>[] = [];
  for await (const bytes of batches ?? []) {
    const batch = checked(bytes, check);
    // What fails is told when its turn comes.
    batch.catch(() => undefined);
    waiting.push(batch);
    if (waiting.length < AHEAD) continue;
    const first = waiting.shift();
    if (first) yield await first;
  }
  for (const batch of waiting) yield await batch;
}

async function checked(bytes: Uint8Array, check: LineChecker): Promise<Batch> {
  const texts = textLines(bytes);
  return { texts, ...(await check(bytes)) };
}
