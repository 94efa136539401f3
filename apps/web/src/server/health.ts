import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Answers /healthz (this process is alive) and /readyz (it can also reach the database); false for anything else.
 * `isReady` rejects when it is not.
 */
export function answerHealth(
  request: IncomingMessage,
  response: ServerResponse,
  isReady: () => Promise<unknown>,
): boolean {
  if (request.url === '/healthz') {
    reply(response, 200, 'ok');
    return true;
  }
  if (request.url === '/readyz') {
    withinMs(READY_MS, isReady()).then(
      () => reply(response, 200, 'ok'),
      () => reply(response, 503, 'database unavailable'),
    );
    return true;
  }
  return false;
}

/** A database that does not answer is as good as away. */
const READY_MS = 3000;

function withinMs<T>(limitMs: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${text}\n`);
}
