import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const CONFIG = `[req]
distinguished_name = dn
[dn]
[ts]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
`;

const KEYS = {
  rsa: ['-newkey', 'rsa:2048'],
  ec: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
} as const;

export interface AuthorityOptions {
  /** Of the certificate that signs time stamps. (Default: rsa) */
  readonly key?: keyof typeof KEYS;
  /** Its extended key usage, as OpenSSL writes it. (Default: critical,timeStamping) */
  readonly usage?: string;
  /** Its validity from now on; below 0 it has ended. (Default: 2) */
  readonly days?: number;
  /** How many authorities the root allows between itself and that certificate. (Default: no limit) */
  readonly pathLength?: number;
  /** Another authority stands between. */
  readonly intermediate?: boolean;
}

/** A time stamping authority of OpenSSL's `ts`, below a root of its own. */
export interface TestAuthority {
  /** Certificate of the root, PEM. */
  readonly root: string;
  /** Certificate that signs time stamps, PEM. */
  readonly certificate: string;
  /** TimeStampResp for a TimeStampReq. */
  answer(query: Uint8Array): Promise<Uint8Array>;
  /** TimeStampResp with the content of another one, signed by this authority, whatever its certificate is good for. */
  signAgain(response: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Undefined where there is no OpenSSL. */
export async function openSslAuthority(options: AuthorityOptions = {}): Promise<TestAuthority | undefined> {
  const home = await mkdtemp(join(tmpdir(), 'scholia-tsa-'));
  const openssl = (command: string) => promisify(execFile)('openssl', command.split(' '), { cwd: home });
  const file = (name: string) => join(home, name);
  const close = async () => rm(home, { recursive: true });
  const isThere = await openssl('version').then(
    () => true,
    () => false,
  );
  if (!isThere) {
    await close();
    return undefined;
  }
  const { key = 'rsa', usage = 'critical,timeStamping', days = 2, pathLength, intermediate = false } = options;
  const limit = pathLength === undefined ? '' : `,pathlen:${pathLength}`;
  const authority = (limit: string) => `basicConstraints = critical,CA:true${limit}\nkeyUsage = critical,keyCertSign\n`;
  await writeFile(
    file('openssl.cnf'),
    `${CONFIG}[root]\n${authority(limit)}[between]\n${authority('')}[signer]\nextendedKeyUsage = ${usage}\n`,
  );
  await writeFile(file('serial'), '01\n');
  const create = async (name: string, kind: keyof typeof KEYS, rest: string) =>
    openssl(
      `req ${KEYS[kind].join(' ')} -nodes -config openssl.cnf -keyout ${name}-key.pem -subj /O=Scholia/CN=test-${name} ${rest}`,
    );
  const certify = async (name: string, by: string, period: number) =>
    openssl(
      `x509 -req -in ${name}.csr -CA ${by}.pem -CAkey ${by}-key.pem -CAcreateserial -days ${period} -extfile openssl.cnf -extensions ${name} -out ${name}.pem`,
    );
  await create('root', 'ec', '-x509 -days 30 -extensions root -out root.pem');
  if (intermediate) {
    await create('between', 'ec', '-new -out between.csr');
    await certify('between', 'root', 30);
  }
  await create('signer', key, '-new -out signer.csr');
  await certify('signer', intermediate ? 'between' : 'root', days);
  const signer = '-signer signer.pem -inkey signer-key.pem';
  return {
    root: await readFile(file('root.pem'), 'utf8'),
    certificate: await readFile(file('signer.pem'), 'utf8'),
    close,
    answer: async (query) => {
      await writeFile(file('query'), query);
      const chain = intermediate ? ' -chain between.pem' : '';
      await openssl(`ts -reply -config openssl.cnf -section ts -queryfile query ${signer}${chain} -out reply`);
      return await readFile(file('reply'));
    },
    signAgain: async (response) => {
      await writeFile(file('reply'), response);
      await openssl('ts -reply -config openssl.cnf -in reply -token_out -out token');
      await openssl('cms -verify -noverify -inform DER -in token -out content');
      await openssl(
        `cms -sign -binary -nodetach -cades -md sha256 -econtent_type 1.2.840.113549.1.9.16.1.4 -in content ${signer} -outform DER -out again`,
      );
      return granted(await readFile(file('again')));
    },
  };
}

/** TimeStampResp: status granted, and the token. */
function granted(token: Uint8Array): Uint8Array {
  const status = [0x30, 3, 2, 1, 0];
  const length = status.length + token.length;
  return Uint8Array.of(0x30, 0x82, length >> 8, length & 255, ...status, ...token);
}
