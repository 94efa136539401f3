import { createServer } from 'node:net';
import { AppError } from '@scholia/core';

/** Resolves with `port` when a server could listen there now. Throws AppError 'conflict', which says what to do. */
export function vacantPort(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (cause) => {
      const message = `Scholia cannot listen on port ${port} of ${host}: ${cause.message}. Set PORT to another one, or to 0 for any that is free.`;
      reject(new AppError('conflict', message, { cause }));
    });
    server.listen(port, host, () => server.close(() => resolve(port)));
  });
}

/** The address by which this machine reaches a server that listens on `host`. */
export function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
