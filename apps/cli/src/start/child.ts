import { type ChildProcess, spawn } from 'node:child_process';

export interface ChildOptions {
  readonly name: string;
  /** TypeScript file to run. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
  /** Told the id of each process, the first and those that replace it. */
  readonly onStart?: ((pid: number) => void) | undefined;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Longer than a process takes to finish what it must; then it is killed. */
const GRACE_MS = 10_000;

/** A process that is kept running: started again when it dies, ever more slowly. It has an IPC channel, so that it notices our own end. */
export class Child {
  readonly #options: ChildOptions;
  #process: ChildProcess | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#start();
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    await ended;
    clearTimeout(timer);
  }

  #start(): void {
    const { name, file, env, log, onStart } = this.#options;
    const started = Date.now();
    const child = spawn(process.execPath, ['--import', '@scholia/tooling/typescript', file], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // Ctrl-C in a terminal reaches the whole group: children wait for our word instead, in order.
      detached: true,
    });
    this.#process = child;
    if (child.pid !== undefined) onStart?.(child.pid);
    child.once('exit', (code, signal) => {
      if (this.#isStopping) return;
      if (Date.now() - started > LONGEST_PAUSE_MS) this.#pauseMs = FIRST_PAUSE_MS;
      log(`${name} ended (${signal ?? `code ${code}`}); starting it again in ${this.#pauseMs / 1000} s.`);
      this.#timer = setTimeout(() => this.#start(), this.#pauseMs);
      this.#pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * this.#pauseMs);
    });
  }
}
