import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createServices } from '@scholia/api/services';
import { AppError } from '@scholia/core';
import { environment, freePort } from '@scholia/db';
import { readEnv } from '../env.ts';
import { explain } from '../explain.ts';
import { ensureAdministrator, signInLink } from './administrator.ts';
import { buildWeb } from './build-web.ts';
import { Child } from './child.ts';
import { migrateAll, openDatabase } from './database.ts';
import { ensureDemoProject } from './demo-project.ts';
import { lockFolder } from './folder-lock.ts';
import { keepDatabase } from './keep-database.ts';
import { endLeftovers, noteProcess } from './leftovers.ts';
import { progressLine } from './progress-line.ts';
import { writeServerUrl } from './server-file.ts';
import { reachable, vacantPort } from './vacant-port.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

export interface StartOptions {
  /** Build the web app when its sources changed. (Default: true) */
  readonly build: boolean;
  readonly json: boolean;
}

/** `npm start`: everything on this machine, until Ctrl-C. */
export async function start(options: StartOptions): Promise<void> {
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const { dataDir } = environment();
  const stops: (() => Promise<void> | void)[] = [lockFolder(dataDir)];
  let isStopping = false;
  const stopAll = async (code: number) => {
    if (isStopping) return;
    isStopping = true;
    for (const stop of stops.reverse()) await stop();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!isStopping) log('Stopping ...');
      void stopAll(0);
    });
  }
  try {
    const { PORT, HOST } = readEnv();
    await endLeftovers(dataDir, log);
    const port = PORT === 0 ? await freePort() : await vacantPort(PORT, HOST);
    if (options.build) await buildWeb(root, log);
    const database = await openDatabase(log);
    if (database.pid === null) await migrateAll(database);
    const kept = keepDatabase(database, log);
    stops.push(() => kept.stop());
    const services = await createServices({ ...process.env, PORT: String(port) }, { name: 'start', connections: 2 });
    const admin = await ensureAdministrator(services);
    await ensureDemoProject(services, admin, progressLine('Demo images'));
    const env = { PORT: String(port), NODE_ENV: 'production' };
    const run = (name: string, file: string) => {
      const onStart = (pid: number) => noteProcess(dataDir, name, pid);
      const child = new Child({ name, file: join(root, file), env, log, onStart });
      stops.push(() => child.stop());
    };
    run('web', 'apps/web/server.ts');
    run('inference', 'workers/inference/src/main.ts');
    run('training', 'workers/training/src/main.ts');
    run('notary', 'workers/notary/src/main.ts');
    const url = services.baseUrl;
    stops.push(writeServerUrl(dataDir, url));
    await untilReady(`http://${reachable(HOST)}:${port}/readyz`, () => isStopping);
    const link = await signInLink(services, admin);
    await services.close();
    if (options.json) process.stdout.write(`${JSON.stringify({ url, signInLink: link, dataDir, pid: process.pid })}\n`);
    else
      process.stdout.write(
        `\nScholia runs at ${url}\nSign in (once, within 15 minutes): ${link}\nData: ${dataDir}\nCtrl-C stops it.\n`,
      );
  } catch (error) {
    if (isStopping) return;
    log(explain(error));
    await stopAll(1);
  }
}

async function untilReady(url: string, isStopping: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600 && !isStopping(); tries++) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(200);
  }
  throw new AppError('runtime-unavailable', 'The web server did not get ready; the lines above say why.');
}
