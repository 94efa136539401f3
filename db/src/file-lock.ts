import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '@scholia/core';
import { isMarkAlive, processMark, until } from './embedded/processes.ts';
import { codeOf } from './faults.ts';

/** Runs `work` while no other process on this machine holds `path`. A holder that died is passed over. */
export async function withFileLock<T>(path: string, work: () => Promise<T>, timeoutMs = 120_000): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  if (!(await until(() => take(path), timeoutMs, 50))) {
    throw new AppError('conflict', `Another process holds ${path}.`);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function take(path: string): boolean {
  try {
    writeFileSync(path, processMark(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  try {
    if (!isMarkAlive(readFileSync(path, 'utf8'))) rmSync(path, { force: true });
  } catch {
    // Released between the two steps.
  }
  return false;
}
