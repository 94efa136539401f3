import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@scholia/core';
import { codeOf, isMarkAlive, processMark } from '@scholia/db';

/** One `scholia start` per data folder. The lock of a killed one is passed over. Returns how to release it. */
export function lockFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'start.lock');
  const mark = processMark(process.pid);
  while (!tryCreate(file, mark)) {
    const holder = readText(file);
    if (isMarkAlive(holder)) {
      const pid = holder.split(':')[0];
      throw new AppError(
        'conflict',
        `Scholia already runs on ${dataDir} (process ${pid}). Stop it, or set SCHOLIA_DATA_DIR to another folder.`,
      );
    }
    rmSync(file, { force: true });
  }
  return () => {
    if (readText(file) === mark) rmSync(file, { force: true });
  };
}

function tryCreate(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
