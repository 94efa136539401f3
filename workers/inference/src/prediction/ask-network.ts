import type { Services } from '@scholia/api/services';
import type { StoredImageRef } from '@scholia/api/stored-case';
import { type Digest, isAppError } from '@scholia/core';
import { type ChildTask, runChildTask } from '@scholia/jobs';
import type { ModelRef } from './warm.ts';

/** What a child is asked about an image. */
interface NetworkInput extends ModelRef {
  readonly image: StoredImageRef;
}

/** For the window that it is at: what a child has loaded is worth more than that. */
const GRACE_MS = 3000;
/** An eighth of the patch: what gets no memory for that gets none for anything. */
const MOST_HALVINGS = 3;
/** How often the patch of each model had to be halved here: the next image does not try in vain what the last one could not. */
const halvingsOf = new Map<Digest, number>();

/** Asks a child process that keeps its networks; where it gets too little memory, another one with half of the patch. */
export async function askNetwork<Input extends NetworkInput, Result>(
  { log }: Pick<Services, 'log'>,
  task: Pick<ChildTask<Input>, 'module' | 'input' | 'signal' | 'urgency'>,
  onProgress?: (share: number) => void,
): Promise<Result> {
  const { weights, image } = task.input;
  for (let halvings = halvingsOf.get(weights) ?? 0; ; halvings++) {
    const input = { ...task.input, halvings };
    try {
      const kept = { ...task, input, keepsChild: true, graceMs: GRACE_MS };
      const result = await runChildTask<Input, number, Result>(kept, onProgress);
      halvingsOf.set(weights, halvings);
      return result;
    } catch (error) {
      if (!isAppError(error) || error.code !== 'out-of-memory' || halvings === MOST_HALVINGS) throw error;
      log({ message: 'prediction-retried-smaller', image: image.blob, halvings: halvings + 1 });
    }
  }
}
