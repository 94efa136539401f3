import { createServer } from 'node:http';
import { reportWeaknesses } from '@scholia/api/report-weaknesses';
import { createServices } from '@scholia/api/services';
import { attachSync } from '@scholia/sync';
import type { Command } from 'commander';
import { readEnv } from '../env.ts';

export function registerSync(command: Command): void {
  command.action(async () => {
    const { PORT, HOST } = readEnv();
    const services = await createServices(process.env, { name: 'sync' });
    const server = createServer((request, response) => {
      const answer = (status: number, text: string) =>
        response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
      if (request.url === '/healthz') return answer(200, 'ok');
      if (request.url !== '/readyz')
        return answer(404, 'This is the sync server: WebSocket connections to /sync/<reading> only.');
      services.sql`select 1`.then(
        () => answer(200, 'ok'),
        () => answer(503, 'database unavailable'),
      );
    });
    const sync = attachSync(server, services);
    const stop = async () => {
      server.close();
      // What was accepted is committed and acknowledged before anything else goes.
      await sync.close();
      await services.close();
      process.exit(0);
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(PORT, HOST, resolve);
    });
    await reportWeaknesses(services);
    services.log({ event: 'sync-listening', host: HOST, port: PORT });
  });
}
