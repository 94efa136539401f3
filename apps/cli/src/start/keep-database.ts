import { isMarkAlive, processMark } from '@scholia/db';
import { openDatabase, type RunningDatabase } from './database.ts';

const LOOK_EVERY_MS = 1000;

/**
 * Keeps the embedded Postgres running: one that died (killed, out of memory) is started again on the same data and port.
 * Everybody reconnects by themselves.
 */
export function keepDatabase(first: RunningDatabase, log: (line: string) => void): { stop(): Promise<void> } {
  let database = first;
  let mark = first.pid === null ? undefined : processMark(first.pid);
  let restarting: Promise<void> | undefined;
  const timer = setInterval(() => {
    if (mark === undefined || restarting || isMarkAlive(mark)) return;
    log('Postgres ended; starting it again.');
    restarting = openDatabase(log)
      .then((next) => {
        database = next;
        mark = next.pid === null ? undefined : processMark(next.pid);
      })
      .catch((error: unknown) => log(`Postgres does not start: ${error instanceof Error ? error.message : 'unknown'}`))
      .finally(() => {
        restarting = undefined;
      });
  }, LOOK_EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await restarting;
      await database.stop();
    },
  };
}
