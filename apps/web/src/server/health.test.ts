import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { answerHealth } from './health.ts';

let server: Server | undefined;
afterEach(() => void server?.close());

async function statusOf(path: string, isReady: () => Promise<unknown>): Promise<number> {
  server = createServer((request, response) => {
    if (!answerHealth(request, response, isReady)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return (await fetch(`http://127.0.0.1:${port}${path}`)).status;
}

const ready = () => Promise.resolve();
const broken = () => Promise.reject(new Error('no database'));

describe('answerHealth', () => {
  it('is alive without a database', async () => expect(await statusOf('/healthz', broken)).toBe(200));
  it('is ready with one', async () => expect(await statusOf('/readyz', ready)).toBe(200));
  it('is not ready without one', async () => expect(await statusOf('/readyz', broken)).toBe(503));
  it('is not ready when it does not answer', async () =>
    expect(await statusOf('/readyz', () => new Promise(() => {}))).toBe(503));
  it('leaves other addresses alone', async () => expect(await statusOf('/healthz/x', ready)).toBe(404));
});
