import { AppError } from '@scholia/core';
import type { FromChild, ToChild, Urgency } from './child-messages.ts';
import { keepChild, prepareChild, takeChild } from './child-pool.ts';
import { beginTurn } from './turns.ts';

/** Long computations block their thread: they run in a child process, which can be killed at any moment. */
export interface ChildTask<Input> {
  /** Module that calls `serveChildTask`. */
  readonly module: URL;
  readonly input: Input;
  readonly signal?: AbortSignal | undefined;
  /**
   * 'batch' lets people go first: it pauses at its next `turn` while a 'person' task of this worker runs. A lower priority of the
   * system would starve it beside a training. (Default: 'person')
   */
  readonly urgency?: Urgency | undefined;
  /**
   * The child stays for the next task of this module, started and with its code compiled: for tasks that people wait for, and for
   * what it has loaded. One that was killed is replaced at once. (Default: false)
   */
  readonly keepsChild?: boolean | undefined;
  /** How long a child that looks at its signal has to stop by itself, and stay, before it is killed, ms. (Default: 0) */
  readonly graceMs?: number | undefined;
}

/**
 * Runs a task in a child process and resolves with its result. Rejects with the child's own AppError, with the signal's
 * reason when aborted, or when it dies with 'out-of-memory' where it looks like that, else 'runtime-unavailable'.
 */
export async function runChildTask<Input, Progress, Result>(
  { module, input, signal, urgency = 'person', keepsChild = false, graceMs = 0 }: ChildTask<Input>,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<Result> {
  signal?.throwIfAborted();
  const kind = { module, urgency };
  const child = takeChild(kind);
  const send = (message: ToChild<Input>) => child.connected && child.send(message);
  let killing: NodeJS.Timeout | undefined;
  const abort = () => {
    if (graceMs === 0) return child.kill('SIGKILL');
    send({ type: 'cancel' });
    killing = setTimeout(() => child.kill('SIGKILL'), graceMs);
  };
  signal?.addEventListener('abort', abort, { once: true });
  let isUsable = false;
  let endTurn: () => void = () => undefined;
  try {
    return await new Promise<Result>((resolve, reject) => {
      child.on('message', (message: FromChild<Progress, Result>) => {
        if (message.type === 'progress') return onProgress(message.progress);
        // What could not get its memory may hold on to much of it.
        isUsable = message.type === 'done' || message.code !== 'out-of-memory';
        if (signal?.aborted) reject(signal.reason);
        else if (message.type === 'done') resolve(message.result);
        else if (message.code) reject(new AppError(message.code, message.message));
        else reject(new Error(message.message));
      });
      child.once('error', reject);
      child.once('exit', (code, killedBy) => reject(signal?.aborted ? signal.reason : faultOf(code, killedBy)));
      send({ type: 'run', input });
      endTurn = beginTurn(child, urgency);
    });
  } finally {
    endTurn();
    clearTimeout(killing);
    signal?.removeEventListener('abort', abort);
    if (keepsChild && isUsable && child.connected && !child.killed) keepChild(kind, child);
    else {
      child.kill('SIGKILL');
      if (keepsChild) prepareChild(module, urgency);
    }
  }
}

/**
 * How processes end without memory: killed by the system (SIGKILL), aborted by C++ or by V8 at the end of its heap (SIGABRT), or trapped by
 * V8 where it cannot reserve any (SIGTRAP). A shell in between makes 128 and the signal's number of it.
 */
const SHORT_OF_MEMORY: ReadonlySet<NodeJS.Signals | number | null> = new Set([
  'SIGKILL',
  'SIGABRT',
  'SIGTRAP',
  137,
  134,
  133,
]);

function faultOf(code: number | null, killedBy: NodeJS.Signals | null): AppError {
  const how = killedBy ?? `exit code ${code}`;
  return SHORT_OF_MEMORY.has(killedBy ?? code)
    ? new AppError('out-of-memory', `The computation stopped, as processes do that get no memory (${how}).`)
    : new AppError('runtime-unavailable', `The computation stopped (${how}).`);
}
