import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMarkAlive, processMark } from '@scholia/db';

// `processes/<name>` in the data folder holds the mark of each process that runs on it, so that a start after `kill -9`
// finds those that were left behind.

const folderIn = (dataDir: string) => join(dataDir, 'processes');
const GRACE_MS = 10_000;

export function noteProcess(dataDir: string, name: string, pid: number): void {
  mkdirSync(folderIn(dataDir), { recursive: true });
  writeFileSync(join(folderIn(dataDir), name), processMark(pid));
}

/** Ends what an earlier start left running: politely first, by force after ten seconds. */
export async function endLeftovers(dataDir: string, log: (line: string) => void): Promise<void> {
  const marks = readMarks(dataDir).filter(({ mark }) => isMarkAlive(mark));
  if (marks.length > 0) log(`Ending what an earlier start left behind: ${marks.map(({ name }) => name).join(', ')}.`);
  for (const { mark } of marks) signal(mark, 'SIGTERM');
  const deadline = Date.now() + GRACE_MS;
  while (marks.some(({ mark }) => isMarkAlive(mark)) && Date.now() < deadline) await sleep(50);
  for (const { mark } of marks) if (isMarkAlive(mark)) signal(mark, 'SIGKILL');
  rmSync(folderIn(dataDir), { recursive: true, force: true });
}

function readMarks(dataDir: string): { name: string; mark: string }[] {
  try {
    const folder = folderIn(dataDir);
    return readdirSync(folder).map((name) => ({ name, mark: readFileSync(join(folder, name), 'utf8') }));
  } catch {
    return [];
  }
}

function signal(mark: string, name: NodeJS.Signals): void {
  try {
    process.kill(Number(mark.split(':')[0]), name);
  } catch {
    // Gone in between.
  }
}
