import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FoldAnswer, FoldRequest, NumberedAnswer } from './messages.ts';

const MODULE = fileURLToPath(new URL('./main.ts', import.meta.url));

type Unnumbered<T> = T extends unknown ? Omit<T, 'request'> : never;

/** The process that folds readings, started when it is first needed, and again after it has died. */
export class Folding {
  readonly #capacity: number;
  readonly #waiting = new Map<number, (answer: FoldAnswer) => void>();
  #child: ChildProcess | undefined;
  #requests = 0;
  #isClosed = false;

  /** Keeps at most so many readings in memory. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Never rejects: a process that dies answers 'Failed'. */
  ask(request: Unnumbered<FoldRequest>): Promise<FoldAnswer> {
    if (this.#isClosed) return Promise.resolve({ type: 'Failed', why: 'the server is stopping' });
    return new Promise((resolve) => {
      const number = ++this.#requests;
      this.#waiting.set(number, resolve);
      this.#process().send({ ...request, request: number });
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const child = this.#child;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  #process(): ChildProcess {
    if (this.#child) return this.#child;
    const child = fork(MODULE, [String(this.#capacity)], {
      execArgv: ['--import', '@scholia/tooling/typescript'],
      serialization: 'advanced',
      stdio: 'inherit',
    });
    this.#child = child;
    child.unref();
    child.channel?.unref();
    child.on('message', ({ request, ...answer }: NumberedAnswer) => {
      this.#waiting.get(request)?.(answer);
      this.#waiting.delete(request);
    });
    const ended = (why: string) => {
      if (this.#child === child) this.#child = undefined;
      for (const answer of this.#waiting.values()) answer({ type: 'Failed', why });
      this.#waiting.clear();
    };
    child.on('error', (error) => ended(String(error)));
    child.on('exit', () => ended('the folding process has ended'));
    return child;
  }
}
