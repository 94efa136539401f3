import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMarkAlive, processMark } from '@scholia/db';
import { z } from 'zod';

// `server.json` in the data folder tells the command line where the web server that runs on it can be reached.

const Server = z.object({ url: z.string(), mark: z.string() });
const fileIn = (dataDir: string) => join(dataDir, 'server.json');

/** Returns how to take it back. */
export function writeServerUrl(dataDir: string, url: string): () => void {
  writeFileSync(fileIn(dataDir), `${JSON.stringify({ url, mark: processMark(process.pid) })}\n`);
  return () => rmSync(fileIn(dataDir), { force: true });
}

/** Undefined when no server runs on this folder. */
export function readServerUrl(dataDir: string): string | undefined {
  try {
    const { url, mark } = Server.parse(JSON.parse(readFileSync(fileIn(dataDir), 'utf8')));
    return isMarkAlive(mark) ? url : undefined;
  } catch {
    return undefined;
  }
}
