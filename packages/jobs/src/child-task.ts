import { type ChildProcess, fork } from 'node:child_process';
import { AppError, ERROR_CODES, type ErrorCode, isAppError } from '@scholia/core';

type FromChild<Progress, Result> =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'done'; readonly result: Result }
  | { readonly type: 'failed'; readonly code: ErrorCode | null; readonly message: string };

/** Long computations block their thread: they run in a child process, which can be killed at any moment. */
export interface ChildTask<Input> {
  /** Module that calls `serveChildTask`. */
  readonly module: URL;
  readonly input: Input;
  readonly signal?: AbortSignal | undefined;
  /** Keeps a started child at hand for the next task of this module: for tasks that people wait for. (Default: false) */
  readonly keepsSpare?: boolean | undefined;
}

/** Children that wait for their input, by module. They do not keep this process alive, and end with it. */
const spares = new Map<string, ChildProcess>();

function start(module: URL): ChildProcess {
  return fork(module, { execArgv: ['--import', 'tsx'], serialization: 'advanced', stdio: 'inherit' });
}

/** The spare one if there is one that lives. */
function take(module: URL): ChildProcess {
  const spare = spares.get(module.href);
  spares.delete(module.href);
  if (!spare?.connected) return start(module);
  spare.ref();
  spare.channel?.ref();
  return spare;
}

/** Starts a child for the next task of a module, which then need not wait for that. */
export function prepareChild(module: URL): void {
  if (spares.get(module.href)?.connected) return;
  const spare = start(module);
  spare.unref();
  spare.channel?.unref();
  // One that dies waiting is replaced when somebody needs it.
  spare.once('error', () => spares.delete(module.href));
  spares.set(module.href, spare);
}

/**
 * Runs a task in a child process of its own and resolves with its result. Rejects with the child's own AppError, with
 * 'runtime-unavailable' when it dies, or with the signal's reason when aborted.
 */
export async function runChildTask<Input, Progress, Result>(
  { module, input, signal, keepsSpare = false }: ChildTask<Input>,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<Result> {
  signal?.throwIfAborted();
  const child = take(module);
  const abort = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await new Promise<Result>((resolve, reject) => {
      child.on('message', (message: FromChild<Progress, Result>) => {
        if (message.type === 'progress') onProgress(message.progress);
        else if (message.type === 'done') resolve(message.result);
        else if (message.code) reject(new AppError(message.code, message.message));
        else reject(new Error(message.message));
      });
      child.once('error', reject);
      child.once('exit', (code, killedBy) => {
        if (signal?.aborted) reject(signal.reason);
        else
          reject(new AppError('runtime-unavailable', `The computation stopped (${killedBy ?? `exit code ${code}`}).`));
      });
      child.send({ input });
    });
  } finally {
    signal?.removeEventListener('abort', abort);
    child.kill('SIGKILL');
    if (keepsSpare) prepareChild(module);
  }
}

/** The child's side: waits for its input, works, answers, and ends when its parent does. */
export function serveChildTask<Input, Progress, Result>(
  work: (input: Input, onProgress: (progress: Progress) => void) => Promise<Result>,
): void {
  const send = (message: FromChild<Progress, Result>) => process.send?.(message);
  process.once('disconnect', () => process.exit(1));
  process.once('message', ({ input }: { input: Input }) => {
    work(input, (progress) => send({ type: 'progress', progress })).then(
      (result) => send({ type: 'done', result }),
      (error: unknown) => {
        const code = isAppError(error) && error.code in ERROR_CODES ? error.code : null;
        send({ type: 'failed', code, message: error instanceof Error ? error.message : 'unknown' });
      },
    );
  });
}
