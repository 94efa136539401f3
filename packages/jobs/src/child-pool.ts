import { type ChildProcess, fork } from 'node:child_process';
import type { Urgency } from './child-messages.ts';

/** A process that serves tasks of a module. One for people is never lent to a batch: it could not be called back. */
export interface ChildKind {
  readonly module: URL;
  readonly urgency: Urgency;
}

/** Children that wait for their input. They do not keep this process alive, and end with it. */
const idle = new Map<string, ChildProcess>();

const keyOf = ({ module, urgency }: ChildKind) => `${urgency} ${module.href}`;

function start({ module }: ChildKind): ChildProcess {
  return fork(module, {
    execArgv: ['--import', '@scholia/tooling/typescript'],
    serialization: 'advanced',
    stdio: 'inherit',
  });
}

/** One that waits, if it still lives. */
export function takeChild(kind: ChildKind): ChildProcess {
  const child = idle.get(keyOf(kind));
  idle.delete(keyOf(kind));
  if (!child?.connected) return start(kind);
  child.removeAllListeners();
  child.ref();
  child.channel?.ref();
  return child;
}

/** One of each kind is kept; another is ended. */
export function keepChild(kind: ChildKind, child: ChildProcess): void {
  if (idle.get(keyOf(kind))?.connected) {
    child.kill('SIGKILL');
    return;
  }
  child.removeAllListeners();
  // One that dies waiting is replaced when somebody needs it.
  child.on('error', () => undefined);
  child.unref();
  child.channel?.unref();
  idle.set(keyOf(kind), child);
}

/** Starts a child for the next task of a module, which then need not wait for that. */
export function prepareChild(module: URL, urgency: Urgency = 'person'): void {
  const kind = { module, urgency };
  if (!idle.get(keyOf(kind))?.connected) keepChild(kind, start(kind));
}
