import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@scholia/core';
import { isMarkAlive, processMark } from '@scholia/db';

/** One `scholia start` per data folder. The lock of a killed one is passed over. Returns how to release it. */
export function lockFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'start.lock');
  const holder = readMark(file);
  if (holder && isMarkAlive(holder)) {
    const pid = holder.split(':')[0];
    throw new AppError(
      'conflict',
      `Scholia already runs on ${dataDir} (process ${pid}). Stop it, or set SCHOLIA_DATA_DIR.`,
    );
  }
  writeFileSync(file, processMark(process.pid));
  return () => {
    if (readMark(file) === processMark(process.pid)) rmSync(file, { force: true });
  };
}

function readMark(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
