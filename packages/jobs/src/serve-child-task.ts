import { ERROR_CODES, type ErrorCode, isAppError } from '@scholia/core';
import type { FromChild, ToChild } from './child-messages.ts';

/** What a task is told while it works. */
export interface ChildControl {
  /** Aborts when nobody wants the result any more. A task that never looks at it is killed. */
  readonly signal: AbortSignal;
  /** Resolves at once, or when a pause is over: long tasks await it between their steps. It also lets messages in. */
  turn(): Promise<void>;
}

/** The child's side: waits for an input, works, answers, waits for the next, and ends when its parent does. */
export function serveChildTask<Input, Progress, Result>(
  work: (input: Input, onProgress: (progress: Progress) => void, control: ChildControl) => Promise<Result>,
): void {
  // Whose parent is gone has nobody to tell, and ends.
  const send = (message: FromChild<Progress, Result>) => process.send?.(message, undefined, undefined, () => undefined);
  let cancel = new AbortController();
  let pause: { readonly over: Promise<void>; readonly end: () => void } | undefined;
  const resume = () => {
    pause?.end();
    pause = undefined;
  };
  const turn = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    await pause?.over;
  };
  process.once('disconnect', () => process.exit(1));
  process.on('message', (message: ToChild<Input>) => {
    switch (message.type) {
      case 'pause':
        pause ??= pauseNow();
        break;
      case 'resume':
        resume();
        break;
      case 'cancel':
        cancel.abort(new Error('cancelled'));
        resume();
        break;
      case 'run':
        cancel = new AbortController();
        resume();
        work(message.input, (progress) => send({ type: 'progress', progress }), { signal: cancel.signal, turn }).then(
          (result) => send({ type: 'done', result }),
          (error: unknown) => send({ type: 'failed', code: codeOf(error), message: messageOf(error) }),
        );
    }
  });
}

function pauseNow() {
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { over, end };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');

/** What C++, onnxruntime and V8 say when there is no memory. */
const NO_MEMORY = /bad_alloc|failed to allocate|allocation failed|out of memory/i;

function codeOf(error: unknown): ErrorCode | null {
  for (let at = error; at instanceof Error; at = at.cause) if (NO_MEMORY.test(at.message)) return 'out-of-memory';
  return isAppError(error) && error.code in ERROR_CODES ? error.code : null;
}
