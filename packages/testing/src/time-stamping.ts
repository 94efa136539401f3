import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A time stamping authority of OpenSSL's `ts` that certifies itself, behind HTTP. Undefined where there is no OpenSSL. */
export async function openSslAuthority() {
  const run = promisify(execFile);
  const home = await mkdtemp(join(tmpdir(), 'scholia-tsa-'));
  const openssl = (...args: string[]) => run('openssl', args, { cwd: home });
  try {
    await openssl('version');
  } catch {
    await rm(home, { recursive: true });
    return undefined;
  }
  await writeFile(
    join(home, 'tsa.cnf'),
    `[req]
distinguished_name = dn
[dn]
[tsa]
default_tsa = a
[a]
serial = ./serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
[ext]
extendedKeyUsage = critical,timeStamping
`,
  );
  await writeFile(join(home, 'serial'), '01\n');
  const subject = ['-subj', '/CN=Test authority', '-days', '2', '-config', 'tsa.cnf', '-extensions', 'ext'];
  await openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem', '-out', 'cert.pem', ...subject);
  let canned: Uint8Array | undefined;
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    await writeFile(join(home, 'query'), Buffer.concat(parts));
    const files = ['-queryfile', 'query', '-out', 'reply', '-signer', 'cert.pem', '-inkey', 'key.pem'];
    await openssl('ts', '-reply', '-config', 'tsa.cnf', ...files);
    response.end(canned ?? (await readFile(join(home, 'reply'))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    /** Its own certificate, PEM: what trusts it. */
    certificate: await readFile(join(home, 'cert.pem'), 'utf8'),
    /** From now on it gives this answer to everybody. */
    answerWith: (token: Uint8Array) => {
      canned = token;
    },
    close: async () => {
      server.close();
      await rm(home, { recursive: true });
    },
  };
}
