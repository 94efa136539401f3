import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sha256, utf8ToBytes } from '@scholia/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DER, der, readDer } from './der.ts';
import { readTimestamp, timestampRequest } from './timestamp.ts';
import { certificatesOf, verifyTimestamp } from './verify-timestamp.ts';

// Against OpenSSL: a root, authorities that it certified well and badly, and one that certified itself.

const STAMPED = utf8ToBytes('a checkpoint\n');
const CONFIG = `[req]
distinguished_name = dn
[dn]
[ca]
default_ca = root
[root]
dir = .
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = anything
[anything]
commonName = supplied
[authority]
extendedKeyUsage = critical, timeStamping
[web]
extendedKeyUsage = critical, serverAuth
[tsa]
default_tsa = a
[a]
serial = tsa-serial
default_policy = 1.2.3.4
digests = sha256
signer_digest = sha256
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;

let home: string;
const isHere = spawnSync('openssl', ['version']).status === 0;
const openssl = async (...args: string[]) => promisify(execFile)('openssl', args, { cwd: home });
const read = async (name: string) => new Uint8Array(await readFile(join(home, name)));

async function certify(name: string, section: string, days: readonly [from: string, to: string]): Promise<void> {
  await openssl(
    'req',
    '-config',
    'cnf',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.csr`,
    '-subj',
    `/CN=${name}`,
  );
  const dates = ['-startdate', days[0], '-enddate', days[1]];
  await openssl(
    'ca',
    '-config',
    'cnf',
    '-batch',
    '-cert',
    'root.pem',
    '-keyfile',
    'root.key',
    '-in',
    `${name}.csr`,
    '-out',
    `${name}.pem`,
    '-notext',
    '-extensions',
    section,
    ...dates,
  );
}

const selfSigned = (name: string, extension: string) =>
  openssl(
    'req',
    '-x509',
    '-config',
    'cnf',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.pem`,
    '-subj',
    `/CN=${name}`,
    '-addext',
    extension,
  );

/** As an authority answers. */
async function reply(signer: string): Promise<Uint8Array> {
  await writeFile(join(home, 'query'), timestampRequest(sha256(STAMPED), Uint8Array.of(1, 2, 3, 4)));
  await openssl(
    'ts',
    '-reply',
    '-config',
    'cnf',
    '-queryfile',
    'query',
    '-out',
    'reply',
    '-signer',
    `${signer}.pem`,
    '-inkey',
    `${signer}.key`,
  );
  return await read('reply');
}

/** What an authority would never sign: the same content, signed with whatever certificate. */
async function forge(signer: string, ...flags: string[]): Promise<Uint8Array> {
  const [, token] = readDer(readDer(await reply('good'))[0].content);
  const signedData = readDer(readDer(readDer(token.content)[1].content)[0].content);
  const info = readDer(readDer(readDer(signedData[2].content)[1].content)[0].whole)[0].content;
  await writeFile(join(home, 'info'), info);
  await openssl(
    'cms',
    '-sign',
    '-binary',
    '-nodetach',
    '-nosmimecap',
    '-econtent_type',
    '1.2.840.113549.1.9.16.1.4',
    '-in',
    'info',
    '-signer',
    `${signer}.pem`,
    '-inkey',
    `${signer}.key`,
    '-outform',
    'DER',
    '-out',
    'cms',
    ...flags,
  );
  const granted = der(DER.SEQUENCE, der(DER.INTEGER, Uint8Array.of(0)));
  return der(DER.SEQUENCE, granted, await read('cms'));
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'scholia-tsa-'));
  if (!isHere) return console.warn('skipped: there is no openssl here');
  for (const [name, text] of Object.entries({ cnf: CONFIG, 'index.txt': '', serial: '01\n', 'tsa-serial': '01\n' }))
    await writeFile(join(home, name), text);
  await selfSigned('root', 'basicConstraints=critical,CA:true');
  const ever = ['20200101000000Z', '20900101000000Z'] as const;
  await certify('good', 'authority', ever);
  await certify('old', 'authority', ['20200101000000Z', '20210101000000Z']);
  await certify('web', 'web', ever);
  await selfSigned('alone', 'extendedKeyUsage=critical,timeStamping');
});
afterAll(() => rm(home, { recursive: true }));

const roots = async (...names: string[]) =>
  (
    await Promise.all(names.map(async (name) => certificatesOf(new TextDecoder().decode(await read(`${name}.pem`)))))
  ).flat();

describe.skipIf(!isHere)('verifyTimestamp', () => {
  it('[LE9] trusts a stamp whose certificate leads to a root that the reader trusts, and names who signed others', async () => {
    const token = await reply('good');
    expect(await verifyTimestamp(token, STAMPED, await roots('root'))).toEqual({ type: 'Trusted', signer: 'good' });
    expect(await verifyTimestamp(token, STAMPED)).toEqual({ type: 'Signed', signer: 'good' });
    expect(await verifyTimestamp(token, STAMPED, await roots('alone'))).toEqual({ type: 'Signed', signer: 'good' });
    const ecdsa = await reply('alone');
    expect(await verifyTimestamp(ecdsa, STAMPED, await roots('root', 'alone'))).toEqual({
      type: 'Trusted',
      signer: 'alone',
    });
    expect(readTimestamp(ecdsa)?.imprint).toBeDefined();
  });

  it('[LE9] refuses other content, an altered stamp, and what is none', async () => {
    const token = await reply('good');
    expect(await verifyTimestamp(token, utf8ToBytes('another\n'))).toMatchObject({ type: 'Bad' });
    for (let at = 40; at < token.length; at += 61) {
      const verdict = await verifyTimestamp(token.with(at, token[at] ^ 1), STAMPED, await roots('root'));
      // A few bytes mean nothing, such as those of a certificate that was not asked for; none makes another stamp of it.
      const read = readTimestamp(token.with(at, token[at] ^ 1));
      if (verdict.type !== 'Bad') expect([undefined, readTimestamp(token)]).toContainEqual(read);
    }
    expect(await verifyTimestamp(Uint8Array.of(0x30, 0), STAMPED)).toEqual({
      type: 'Bad',
      why: 'it is not a time stamp',
    });
  });

  it('[LE9] refuses a certificate that had expired, is for something else, or is not named by the stamp', async () => {
    const why = async (token: Uint8Array) => {
      const verdict = await verifyTimestamp(token, STAMPED, await roots('root'));
      return verdict.type === 'Bad' ? verdict.why : verdict.type;
    };
    expect(await why(await forge('good', '-cades'))).toBe('Trusted');
    expect(await why(await forge('old', '-cades'))).toMatch(/^its certificate was not valid at 20/);
    expect(await why(await forge('web', '-cades'))).toBe('its certificate is not one for time stamps');
    expect(await why(await forge('good'))).toBe('it does not name the certificate that it was signed with');
  });
});
