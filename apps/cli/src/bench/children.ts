import { type ChildProcess, fork } from 'node:child_process';

/** Runs a TypeScript file of a benchmark in a process of its own, which talks through messages. */
export function startChild(script: URL, args: readonly string[]): ChildProcess {
  return fork(script, args, {
    execArgv: ['--import', import.meta.resolve('@scholia/tooling/typescript')],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** The next message of a child; rejects when it ends instead. */
export function nextMessage<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('exit', (code) => reject(new Error(`a process of the benchmark ended with ${code}`)));
  });
}
