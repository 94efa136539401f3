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
  /**
   * The child stays for the next task of this module, started and with its code compiled: for tasks that people wait for. One
   * that was killed is replaced at once. (Default: false)
   */
  readonly keepsChild?: boolean | undefined;
}

/** Children that wait for their input, by module. They do not keep this process alive, and end with it. */
const idle = new Map<string, ChildProcess>();

function start(module: URL): ChildProcess {
  return fork(module, { execArgv: ['--import', 'tsx'], serialization: 'advanced', stdio: 'inherit' });
}

/** One that waits, if it still lives. */
function take(module: URL): ChildProcess {
  const child = idle.get(module.href);
  idle.delete(module.href);
  if (!child?.connected) return start(module);
  child.removeAllListeners();
  child.ref();
  child.channel?.ref();
  return child;
}

function keep(module: URL, child: ChildProcess): void {
  child.removeAllListeners();
  // One that dies waiting is replaced when somebody needs it.
  child.on('error', () => undefined);
  child.unref();
  child.channel?.unref();
  idle.set(module.href, child);
}

/** Starts a child for the next task of a module, which then need not wait for that. */
export function prepareChild(module: URL): void {
  if (!idle.get(module.href)?.connected) keep(module, start(module));
}

/**
 * Runs a task in a child process and resolves with its result. Rejects with the child's own AppError, with
 * 'runtime-unavailable' when it dies, or with the signal's reason when aborted.
 */
export async function runChildTask<Input, Progress, Result>(
  { module, input, signal, keepsChild = false }: ChildTask<Input>,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<Result> {
  signal?.throwIfAborted();
  const child = take(module);
  const abort = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', abort, { once: true });
  let hasAnswered = false;
  try {
    return await new Promise<Result>((resolve, reject) => {
      child.on('message', (message: FromChild<Progress, Result>) => {
        if (message.type === 'progress') return onProgress(message.progress);
        hasAnswered = true;
        if (message.type === 'done') resolve(message.result);
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
    if (keepsChild && hasAnswered && child.connected && !child.killed && !idle.has(module.href)) keep(module, child);
    else {
      child.kill('SIGKILL');
      if (keepsChild) prepareChild(module);
    }
  }
}

/** The child's side: waits for an input, works, answers, waits for the next, and ends when its parent does. */
export function serveChildTask<Input, Progress, Result>(
  work: (input: Input, onProgress: (progress: Progress) => void) => Promise<Result>,
): void {
  const send = (message: FromChild<Progress, Result>) => process.send?.(message);
  process.once('disconnect', () => process.exit(1));
  process.on('message', ({ input }: { input: Input }) => {
    work(input, (progress) => send({ type: 'progress', progress })).then(
      (result) => send({ type: 'done', result }),
      (error: unknown) => {
        const code = isAppError(error) && error.code in ERROR_CODES ? error.code : null;
        send({ type: 'failed', code, message: error instanceof Error ? error.message : 'unknown' });
      },
    );
  });
}
