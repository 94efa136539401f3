/**
 * The web server: one port for pages, API and `/sync/*`. Everything it needs is made here, once, and shared with Next's
 * route handlers through `src/server/runtime.ts`. Run by `node --import @scholia/tooling/typescript apps/web/server.ts`.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServices, reportWeaknesses } from '@scholia/api';
import { attachSync, isSyncRequest } from '@scholia/sync';
import next from 'next';
import { readEnv } from './env.ts';
import { forwardUpgrade } from './src/server/forward-sync.ts';
import { answerHealth } from './src/server/health.ts';
import { makeRuntime } from './src/server/make-runtime.ts';
import { provideRuntime } from './src/server/runtime.ts';

/** How long open requests may take to finish when the server stops. */
const GRACE_MS = 4000;

const env = readEnv();
const services = await createServices(process.env);
provideRuntime(makeRuntime(services));
void reportWeaknesses(services);

const server = createServer();
// Long uploads are fine; slow headers are not.
server.requestTimeout = 0;
server.headersTimeout = 20_000;
const syncUrl = env.SCHOLIA_SYNC_URL === undefined ? undefined : new URL(env.SCHOLIA_SYNC_URL);
// Where clients are served by another process, this one still applies what the API writes into readings.
const sync = attachSync(syncUrl ? createServer() : server, services);
services.gateway = sync;

const isDevelopment = env.NODE_ENV === 'development';
const app = next({ dev: isDevelopment, dir: dirname(fileURLToPath(import.meta.url)), httpServer: server });
await app.prepare();
const handle = app.getRequestHandler();
const upgrade = app.getUpgradeHandler();

server.on('request', (request, response) => {
  if (answerHealth(request, response, () => services.sql`select 1`)) return;
  void handle(request, response);
});
server.on('upgrade', (request, socket, head) => {
  if (isSyncRequest(request.url)) {
    if (syncUrl) forwardUpgrade(request, socket, head, syncUrl);
    return;
  }
  // Only the development server has other sockets; in production nobody would ever answer.
  if (isDevelopment) void upgrade(request, socket, head);
  else socket.destroy();
});

server.once('error', (error) => {
  services.log({ event: 'web-failed', why: error.message });
  process.exit(1);
});
server.listen(env.PORT, env.HOST, () => {
  const { port } = server.address() as AddressInfo;
  services.log({ event: 'web-listening', host: env.HOST, port });
});

let isStopping = false;
async function stop(signal: string): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  services.log({ event: 'web-stopping', signal });
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // What the sync server has accepted is committed and acknowledged before anything else goes.
  await sync.close();
  server.closeIdleConnections();
  // Event streams never end by themselves.
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS / 4);
  const giveUp = setTimeout(() => process.exit(1), GRACE_MS);
  await closed;
  clearTimeout(cut);
  await app.close();
  await services.close();
  clearTimeout(giveUp);
  process.exit(0);
}
process.on('SIGTERM', (signal) => void stop(signal));
process.on('SIGINT', (signal) => void stop(signal));
// `scholia start` that dies without a word takes this process along.
process.once('disconnect', () => void stop('disconnect'));
