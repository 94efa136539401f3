import { randomBytes } from 'node:crypto';
import type { Services } from '@scholia/api/services';
import { bytesToHex, utf8ToBytes } from '@scholia/core';
import { checkpointCovering, listAnchors, storeAnchor } from '@scholia/event-store';
import { readTimestamp, timestampRequest } from '@scholia/ledger';
import { nodeSha256 } from '@scholia/ledger/node';
import type { NotarySettings } from './settings.ts';

const TIMEOUT_MS = 20_000;

/** Has checkpoints stamped by somebody outside, now and then, so that not even who holds the key can rewrite the past. */
export class Anchoring {
  readonly #services: Services;
  readonly #tsa: NotarySettings['tsa'];
  #nextAt = 0;

  constructor(services: Services, tsa: NotarySettings['tsa']) {
    this.#services = services;
    this.#tsa = tsa;
  }

  /** The checkpoint of that size, if it is time. An authority that is away is asked again later. */
  async anchor(size: number): Promise<void> {
    const { events, sql, clock, log } = this.#services;
    if (!this.#tsa || size === 0 || clock() < this.#nextAt) return;
    const { url, everyMs } = this.#tsa;
    this.#nextAt = clock() + everyMs;
    const checkpoint = await checkpointCovering(sql, events.logId, size);
    if (!checkpoint || (await listAnchors(sql, events.logId)).some((one) => one.size === size && one.url === url))
      return;
    const imprint = nodeSha256(utf8ToBytes(checkpoint.note));
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/timestamp-query' },
        body: new Uint8Array(timestampRequest(imprint, new Uint8Array(randomBytes(8)))),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const token = new Uint8Array(await response.arrayBuffer());
      const stamp = response.ok ? readTimestamp(token) : undefined;
      if (stamp?.imprint !== bytesToHex(imprint))
        throw new Error(`it answered ${response.status}, and with no token for it`);
      await storeAnchor(sql, events.logId, { size, url, token, anchoredAt: stamp.time });
      log({ message: 'log-anchored', size });
    } catch (error) {
      log({ message: 'anchoring-failed', size, why: error instanceof Error ? error.message : String(error) });
    }
  }
}
