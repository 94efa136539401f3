import { isAppError, must } from '@scholia/core';
import { methodNamed } from '@scholia/segmentation';
import type { PreviewTask } from './preview-task.ts';

/** To the worker. It ends what came before; without a task it does nothing else. */
export interface PreviewOrder {
  readonly id: number;
  readonly task: PreviewTask | undefined;
}

export type PreviewOutcome =
  /** A label per voxel of the task's crop. */
  | { readonly type: 'answer'; readonly labelmap: Uint8Array }
  /** In the words in which the server refuses. */
  | { readonly type: 'refusal'; readonly message: string }
  | { readonly type: 'failure' };

/** From the worker, to the order with this id. None comes for an order that was ended. */
export interface PreviewReply {
  readonly id: number;
  readonly outcome: PreviewOutcome;
}

/** The worker's own scope, or the end of a channel. */
export interface PreviewPort {
  postMessage(reply: PreviewReply): void;
  addEventListener(type: 'message', listener: (event: { readonly data: PreviewOrder }) => void): void;
}

/** Answers what comes through a port, with the very method that the server runs. */
export function answerPreviews(port: PreviewPort): void {
  let unwanted = new AbortController();
  port.addEventListener('message', async ({ data: { id, task } }) => {
    unwanted.abort();
    unwanted = new AbortController();
    const { signal } = unwanted;
    if (!task) return;
    const outcome = await outcomeOf(task, signal);
    if (!signal.aborted) port.postMessage({ id, outcome });
  });
}

async function outcomeOf({ method, values, given }: PreviewTask, signal: AbortSignal): Promise<PreviewOutcome> {
  try {
    const { labelmap } = await must(methodNamed(method), 'it was looked up').run(given, values as never, { signal });
    return { type: 'answer', labelmap };
  } catch (error) {
    if (isAppError(error) && error.retry === 'never') return { type: 'refusal', message: error.message };
    return { type: 'failure' };
  }
}
