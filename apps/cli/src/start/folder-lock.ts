import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@scholia/core';
import { codeOf, isMarkAlive, processMark } from '@scholia/db';

export interface FolderLock {
  /** Says where the server answers, for commands that print links to it. */
  announce(url: string): void;
  release(): void;
}

export interface Holder {
  readonly pid: number;
  /** Where its web server answers; undefined when it runs none, or none yet. */
  readonly url: string | undefined;
}

const fileOf = (dataDir: string) => join(dataDir, 'start.lock');

/** Who uses the data folder now; undefined when nobody does. The lock of a killed process counts for nothing. */
export function holderOf(dataDir: string): Holder | undefined {
  const [mark = '', url] = readText(fileOf(dataDir)).split('\n');
  return isMarkAlive(mark) ? { pid: Number(mark.split(':')[0]), url: url || undefined } : undefined;
}

/** One starter of databases per data folder. Throws AppError 'conflict' when there is one already. */
export function lockFolder(dataDir: string): FolderLock {
  mkdirSync(dataDir, { recursive: true });
  const file = fileOf(dataDir);
  const mark = processMark(process.pid);
  while (!tryCreate(file, mark)) {
    const holder = holderOf(dataDir);
    if (holder) {
      throw new AppError(
        'conflict',
        `Scholia already runs on ${dataDir} (process ${holder.pid}). Stop it, or set SCHOLIA_DATA_DIR to another folder.`,
      );
    }
    rmSync(file, { force: true });
  }
  return {
    announce: (url) => writeFileSync(file, `${mark}\n${url}`),
    release() {
      if (readText(file).startsWith(mark)) rmSync(file, { force: true });
    },
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
