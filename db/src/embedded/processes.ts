import { readFileSync } from 'node:fs';
import { codeOf } from '../faults.ts';

/** Is there such a process? One of another user counts, a zombie does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
  return statOf(pid)?.state !== 'Z';
}

/**
 * Names a process beyond the reuse of its number: pid and start time (Linux; elsewhere the pid alone).
 * After a reboot, or in a restarted container, the same pid is soon somebody else.
 */
export function processMark(pid: number): string {
  return `${pid}:${statOf(pid)?.started ?? ''}`;
}

export function isMarkAlive(mark: string): boolean {
  const pid = Number(mark.split(':')[0]);
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) && processMark(pid) === mark;
}

/** The name of the program, e.g. 'postgres'; undefined where /proc does not say. */
export function programOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Fields 3 and 22 of /proc/<pid>/stat (proc_pid_stat(5)); the program's name in field 2 may hold spaces. */
function statOf(pid: number): { state: string; started: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0], started: fields[19] };
  } catch {
    return undefined;
  }
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Polls until `condition` holds; false when `timeoutMs` has passed first. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number,
  everyMs = 15,
): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) return false;
    await sleep(everyMs);
  }
  return true;
}
