import { hashEvent } from '@scholia/ledger';
import { testLog } from '@scholia/ledger/testing';
import { afterAll, expect, it } from 'vitest';
import { eventLineOf, FILES } from '../bundle/format.ts';
import type { BundleFiles } from '../verify/bundle-files.ts';
import { type VerifyOptions, verifyBundle } from '../verify/verify.ts';
import { type LineWorkers, startLineWorkers } from './line-workers.ts';

const started: LineWorkers[] = [];
afterAll(async () => {
  await Promise.all(started.map((workers) => workers.stop()));
});

/** A log in which every tenth line is wrong in some way, in small batches, so that threads have to take turns. */
function damagedLog(count: number): BundleFiles {
  const lines = testLog(count).map(({ canonical, hash }, n) => {
    const text = new TextDecoder().decode(canonical);
    const rewritten = (change: string) => eventLineOf(change, hashEvent(change));
    switch (n % 60) {
      case 10:
        return eventLineOf(text.replace('"AQID"', '"AQIE"'), hash);
      case 20:
        return rewritten(text.replace('"v":1', '"v": 1'));
      case 30:
        return rewritten(text.replace('OperationCommitted', 'OperationForgotten'));
      case 40:
        return rewritten(text.replace('"kind":"Stroke"', '"kind":"Strike"'));
      case 50:
        return 'no event\n';
      default:
        return eventLineOf(text, hash);
    }
  });
  const batches = Array.from({ length: Math.ceil(count / 7) }, (_, n) => lines.slice(7 * n, 7 * n + 7).join(''));
  return {
    names: [FILES.events],
    bytes: async () => undefined,
    lines: (name) => {
      if (name !== FILES.events) return undefined;
      return (async function* () {
        for (const batch of batches) yield new TextEncoder().encode(batch);
      })();
    },
  };
}

it('[AU6] finds the same in the same order, with any number of threads', async () => {
  const files = damagedLog(600);
  const found = async (options: VerifyOptions = {}) => {
    const { findings, counts, events } = await verifyBundle(files, { ...options, replay: false });
    return { findings, counts: [...counts], events };
  };
  const alone = await found();
  expect(alone.events).toBe(580);
  expect(new Set(alone.findings.map(({ code }) => code))).toEqual(
    new Set([
      'file-missing',
      'hash',
      'canonical',
      'schema',
      'file-malformed',
      'gap',
      'version',
      'previous',
      'authority',
      'stage',
      'tree',
    ]),
  );
  for (const count of [0, 1, 3]) {
    const workers = startLineWorkers(undefined, count);
    started.push(workers);
    expect(await found({ checkLines: workers.check }), `${count} threads`).toEqual(alone);
  }
});

it('[AU6] tells when a thread dies, instead of waiting for it', async () => {
  const workers = startLineWorkers(new URL('data:text/javascript,throw new Error("no memory")'), 1);
  started.push(workers);
  await expect(verifyBundle(damagedLog(100), { checkLines: workers.check })).rejects.toThrow('no memory');
});
