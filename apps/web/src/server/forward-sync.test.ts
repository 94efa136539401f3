import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { forwardUpgrade } from './forward-sync.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listening(server: ReturnType<typeof createServer>): Promise<URL> {
  closing.push(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

describe('forwardUpgrade', () => {
  it('passes path, cookie and messages both ways, and the end of either side', async () => {
    const backend = createServer();
    const sockets = new WebSocketServer({ server: backend });
    const target = await listening(backend);
    const front = createServer();
    front.on('upgrade', (request, socket, head) => forwardUpgrade(request, socket, head, target));
    const url = await listening(front);
    const arrived = once(sockets, 'connection');
    const client = new WebSocket(`ws://${url.host}/sync/abc?ack=1`, { headers: { cookie: 'a=b' } });
    const [server, request] = await arrived;
    expect(request.url).toBe('/sync/abc?ack=1');
    expect(request.headers.cookie).toBe('a=b');
    server.on('message', (data: Buffer) => server.send(`echo ${data}`));
    if (client.readyState !== client.OPEN) await once(client, 'open');
    client.send('hello');
    const [answer] = await once(client, 'message');
    expect(String(answer)).toBe('echo hello');
    server.close(4403, 'not-permitted');
    const [code] = await once(client, 'close');
    expect(code).toBe(4403);
  });

  it('ends the client whose sync server is away', async () => {
    const gone = createServer();
    const target = await listening(gone);
    gone.close();
    const front = createServer();
    front.on('upgrade', (request, socket, head) => forwardUpgrade(request, socket, head, target));
    const url = await listening(front);
    const client = new WebSocket(`ws://${url.host}/sync/abc`);
    client.on('error', () => undefined);
    await new Promise((resolve) => client.once('close', resolve));
    expect(client.readyState).toBe(client.CLOSED);
  });
});
