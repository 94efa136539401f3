import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { reachable, vacantPort } from './vacant-port.ts';

describe('vacantPort', () => {
  it('refuses a port that somebody has, and takes it when they are gone', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(vacantPort(port, '127.0.0.1')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/EADDRINUSE.*Set PORT/),
    });
    other.close();
    await once(other, 'close');
    expect(await vacantPort(port, '127.0.0.1')).toBe(port);
  });
});

describe('reachable', () => {
  it('is an address of this machine, as a URL writes it', () => {
    expect(['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost'].map(reachable)).toEqual([
      '127.0.0.1',
      '127.0.0.1',
      '[::1]',
      '[::1]',
      'localhost',
    ]);
  });
});
