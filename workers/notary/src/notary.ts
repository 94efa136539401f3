import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Services } from '@scholia/api/services';
import { bytesToHex } from '@scholia/core';
import { growTree, latestCheckpoint, loadTree, storeCheckpoint } from '@scholia/event-store';
import {
  ChainCheck,
  type Checkpoint,
  checkpointText,
  type Frontier,
  parseCheckpoint,
  parseNote,
  signNote,
} from '@scholia/ledger';
import { nodeSha256 } from '@scholia/ledger/node';
import { Anchoring } from './anchoring.ts';
import { loadSigner } from './keys.ts';
import { reportFault } from './report-fault.ts';
import type { NotarySettings } from './settings.ts';

const ROUND_MS = 1000;
const PAGE = 1000;

/** Follows the log, a second behind: checks each new event, adds it to the tree, signs when it is time. */
export class Notary {
  readonly #services: Services;
  readonly #settings: NotarySettings;
  readonly #anchoring: Anchoring;
  #frontier: Frontier | undefined;
  /** Checks what comes on top of what is in the tree; the whole is checked by the job `verify-log`. */
  #chain = new ChainCheck(nodeSha256);
  /** When the first event came that no checkpoint covers. */
  #unsignedSince: number | undefined;

  constructor(services: Services, settings: NotarySettings) {
    this.#services = services;
    this.#settings = settings;
    this.#anchoring = new Anchoring(services, settings.tsa);
  }

  /** Until the signal aborts. A database that is away delays it, no more. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.round(signal).catch((error: unknown) => {
        this.#frontier = undefined;
        this.#services.log({ message: 'notary-waits', why: error instanceof Error ? error.message : String(error) });
      });
      await sleep(ROUND_MS, undefined, { signal }).catch(() => undefined);
    }
    // What has come since is signed by the next life.
  }

  async round(signal?: AbortSignal): Promise<void> {
    const frontier = await this.#grow(signal);
    if (!frontier || frontier.size === 0) return;
    const signed = (await latestCheckpoint(this.#services.sql, this.#services.events.logId))?.size ?? 0;
    const unsigned = frontier.size - signed;
    if (unsigned === 0) {
      this.#unsignedSince = undefined;
      return await this.#anchoring.anchor(signed);
    }
    const now = this.#services.clock();
    this.#unsignedSince ??= now;
    const isDue =
      unsigned >= this.#settings.checkpointEvents || now - this.#unsignedSince >= this.#settings.checkpointMs;
    if (isDue) await this.#sign(frontier);
  }

  /** Undefined when somebody else grew the tree at the same time. */
  async #grow(signal: AbortSignal | undefined): Promise<Frontier | undefined> {
    const { events, sql } = this.#services;
    if (!this.#frontier) {
      this.#frontier = await (await loadTree(sql, events.logId)).frontier();
      this.#chain = new ChainCheck(nodeSha256);
      await this.#compareWithKept();
    }
    const frontier = this.#frontier;
    for (;;) {
      if (signal?.aborted) return undefined;
      const page = await events.read({ after: BigInt(frontier.size), limit: PAGE });
      if (page.length === 0) return frontier;
      for (const event of page) {
        const { faults } = this.#chain.next(new TextDecoder().decode(event.canonical), event.hash);
        for (const { type, message, position } of faults)
          await reportFault(this.#services, { fault: type, position: String(position), message });
      }
      const hashes = page.map((event) => event.hash);
      if (!(await growTree(sql, events.logId, frontier, hashes))) {
        this.#frontier = undefined;
        return undefined;
      }
    }
  }

  async #sign(frontier: Frontier): Promise<void> {
    const { events, sql, clock } = this.#services;
    const [first] = await events.read({ after: 0n, limit: 1 });
    const origin = originOf(events.logId, first.hash);
    const before = frontier.size;
    const signer = await loadSigner(this.#services, this.#settings.folder, origin);
    // The first key's own announcement belongs into what it signs.
    const grown = (await events.head()) > BigInt(before) ? await this.#grow(undefined) : frontier;
    if (!grown) return;
    const checkpoint: Checkpoint = {
      origin,
      size: grown.size,
      root: grown.root(),
      signedAt: new Date(clock()).toISOString(),
    };
    const note = await signNote(checkpointText(checkpoint), [signer]);
    await this.#keep(note);
    await storeCheckpoint(sql, events.logId, { size: checkpoint.size, note, signedAt: checkpoint.signedAt });
    this.#unsignedSince = undefined;
    await this.#anchoring.anchor(checkpoint.size);
  }

  get #keptFile(): string {
    return join(this.#settings.folder, 'last-checkpoint');
  }

  /** Beside the database, so that a database that went back in time is noticed. */
  async #keep(note: string): Promise<void> {
    await writeFile(`${this.#keptFile}.tmp`, note, { flush: true });
    await rename(`${this.#keptFile}.tmp`, this.#keptFile);
  }

  async #compareWithKept(): Promise<void> {
    const { events, sql } = this.#services;
    const text = await readFile(this.#keptFile, 'utf8').catch(() => undefined);
    const note = text === undefined ? undefined : parseNote(text);
    const kept = note && parseCheckpoint(note.text);
    const [first] = kept ? await events.read({ after: 0n, limit: 1 }) : [];
    if (!kept || !first || kept.origin !== originOf(events.logId, first.hash)) return;
    const head = Number(await events.head());
    const position = String(kept.size);
    if (head < kept.size) {
      const message = `A checkpoint for ${kept.size} events was signed, and now there are only ${head}: the database went back in time.`;
      return await reportFault(this.#services, { fault: 'rolled-back', position, message });
    }
    const tree = await loadTree(sql, events.logId);
    if (tree.size < kept.size) return;
    if (bytesToHex(await tree.hashOf(0, kept.size)) === bytesToHex(kept.root)) return;
    const message = `The first ${kept.size} events are not those that were signed at ${kept.signedAt}.`;
    await reportFault(this.#services, { fault: 'rewritten', position, message });
  }
}

/** Names a log for ever by its first event. */
export function originOf(logId: string, firstHash: string): string {
  return `scholia/${logId}/${firstHash.slice(0, 16)}`;
}
