import { utf8ToBytes } from '@scholia/core';
import { portableSha256, readTimestamp, timestampRequest } from '@scholia/ledger';
import { type AuthorityOptions, openSslAuthority, type TestAuthority } from '@scholia/testing';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { BadStamp, checkTimeStamp, parseCertificates } from './time-stamp.ts';

vi.setConfig({ testTimeout: 120_000 });

const TEXT = utf8ToBytes('a checkpoint');
const query = timestampRequest(portableSha256(TEXT), Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
const opened: TestAuthority[] = [];
afterAll(async () => {
  await Promise.all(opened.map((one) => one.close()));
});

const first = await authority();

async function authority(options?: AuthorityOptions): Promise<TestAuthority | undefined> {
  const made = await openSslAuthority(options);
  if (made) opened.push(made);
  return made;
}

describe.skipIf(!first)('checkTimeStamp (needs openssl)', () => {
  const made = async (options?: AuthorityOptions) => {
    const one = options ? await authority(options) : first;
    if (!one) throw new Error('openssl has gone');
    return one;
  };
  const check = (response: Uint8Array, ...pems: string[]) =>
    checkTimeStamp(response, TEXT, pems.flatMap(parseCertificates));

  for (const key of ['rsa', 'ec'] as const)
    it(`[AU7] tells who signed it, and whether the reader trusts that (${key})`, async () => {
      const { root, certificate, answer } = await made({ key });
      const response = await answer(query);
      const signer = 'O=Scholia, CN=test-signer';
      const time = readTimestamp(response)?.time;
      expect(await check(response)).toEqual({ authority: signer, time, distrust: 'whom you did not say to trust' });
      for (const pem of [root, certificate, `${(await made()).root}${root}`])
        expect(await check(response, pem)).toEqual({ authority: signer, time, distrust: undefined });
      const { distrust } = await check(response, (await made()).root);
      expect(distrust).toMatch(/no valid path leads from there to a certificate that you trust/);
    });

  it('[AU7] follows authorities in between, as far as the root allows', async () => {
    const free = await made({ intermediate: true });
    expect((await check(await free.answer(query), free.root)).distrust).toBeUndefined();
    const bound = await made({ intermediate: true, pathLength: 0 });
    expect((await check(await bound.answer(query), bound.root)).distrust).toMatch(/does not allow so many below it/);
    const exact = await made({ intermediate: true, pathLength: 1 });
    expect((await check(await exact.answer(query), exact.root)).distrust).toBeUndefined();
  });

  it('[AU7] takes no certificate for an authority that is none', async () => {
    const { answer, certificate, root } = await made();
    const [signer] = parseCertificates(certificate);
    expect(signer.issuer.isEqual(parseCertificates(root)[0].subject)).toBe(true);
    // Another authority of the same names: its key is another.
    const namesake = await made({});
    expect((await check(await answer(query), namesake.root)).distrust).toMatch(/no valid path/);
  });

  it('[AU7] an altered byte makes it bad or distrusted, or makes no difference to what it says', async () => {
    const response = new Uint8Array(await (await made()).answer(query));
    const { root } = await made();
    const whole = await check(response, root);
    let [bad, distrusted] = [0, 0];
    for (let at = 9; at < response.length; at += 3) {
      const altered = response.slice();
      altered[at] ^= 1 << (at % 8);
      const outcome = await check(altered, root).catch((error: unknown) => error);
      if (outcome instanceof BadStamp) bad++;
      else if (outcome instanceof Error) throw outcome;
      else if ((outcome as { distrust?: string }).distrust) distrusted++;
      else expect(outcome).toEqual(whole);
    }
    // No signature covers versions and the parameters of algorithms.
    expect(bad + distrusted).toBeGreaterThan(0.95 * (response.length / 3));
  });

  it('[AU7] says what is wrong with a stamp, each in its own words', async () => {
    const again = await made({});
    const { answer, root } = await made();
    const good = await answer(query);
    expect(await check(await again.signAgain(good), again.root)).toMatchObject({ distrust: undefined });
    const refused = (response: Uint8Array, message: string) =>
      expect(check(response, root)).rejects.toThrow(new BadStamp(message));
    await refused(Uint8Array.of(1, 2, 3), 'cannot be read');
    await expect(checkTimeStamp(good, utf8ToBytes('another'), [])).rejects.toThrow(
      'has a signature that does not hold',
    );
    const bare = query.slice();
    // certReq false: the last element.
    bare[bare.length - 1] = 0;
    await refused(await answer(bare), 'comes without the certificate that signed it');
    const expired = await made({ days: -1 });
    await refused(await expired.answer(query), 'was signed with a certificate that was not valid at the stamped time');
    for (const usage of ['critical,codeSigning', 'timeStamping', 'critical,timeStamping,codeSigning']) {
      const wrong = await made({ usage });
      await refused(await wrong.signAgain(good), 'was signed with a certificate that is not for time stamping alone');
    }
  });
});

describe('parseCertificates', () => {
  it('[AU7] refuses what is no certificate', () => {
    expect(() => parseCertificates('hello')).toThrow(/not a PEM file with certificates/);
    expect(() => parseCertificates('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toThrow(
      /cannot be read/,
    );
  });
});
