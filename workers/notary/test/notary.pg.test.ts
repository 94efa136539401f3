import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ApiWorld } from '@scholia/api/testing';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@scholia/core';
import { latestCheckpoint, listAnchors, listCheckpoints, loadTree } from '@scholia/event-store';
import {
  Frontier,
  leafHash,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  portableSha256,
  readTimestamp,
  signersOf,
} from '@scholia/ledger';
import { openSslAuthority } from '@scholia/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { originOf, rotateKey } from '../src/index.ts';
import { Notary } from '../src/notary.ts';
import { readSettings } from '../src/settings.ts';
import { verifyWholeLog } from '../src/verify-whole-log.ts';

let world: ApiWorld;
let folder: string;
const { signal } = new AbortController();

beforeEach(async () => {
  world = await ApiWorld.open();
  folder = join(world.folder, 'notary');
});
afterEach(async () => world.close());

const notary = (env: Record<string, string> = {}) =>
  new Notary(world.services, readSettings({ SCHOLIA_DATA_DIR: world.folder, SCHOLIA_CHECKPOINT_SECONDS: '0', ...env }));

const allEvents = () => world.services.events.read({ after: 0n, limit: 10_000 });

async function rootOfEvents(size?: number): Promise<string> {
  const frontier = new Frontier(portableSha256);
  for (const { hash } of (await allEvents()).slice(0, size))
    frontier.append(leafHash(portableSha256, hexToBytes(hash)));
  return bytesToHex(frontier.root());
}

async function faults(): Promise<string[]> {
  const events = await world.services.events.read({ after: 0n, limit: 1000, types: ['LogFaultFound'] });
  return events.map((event) => (event.type === 'LogFaultFound' ? event.payload.fault : ''));
}

/** As somebody who owns the database. */
async function tamper(work: string): Promise<void> {
  const sql = world.database.ownerSql;
  await sql.unsafe(
    `alter table events disable trigger all; ${work}; alter table events enable always trigger append_only_rows`,
  );
}

describe('the notary', () => {
  it('[NO1] grows the tree of the events and signs it with a key that the log knows', async () => {
    await world.project('one');
    const one = notary();
    await one.round();
    const first = await latestCheckpoint(world.services.sql, 'main');
    await world.project('two');
    await one.round();
    const [checkpoint, ...rest] = (await listCheckpoints(world.services.sql, 'main', { limit: 10 })).reverse();
    expect(rest).toEqual([first]);
    const events = await allEvents();
    const note = parseNote(checkpoint.note);
    const said = note && parseCheckpoint(note.text);
    expect(said).toMatchObject({ origin: originOf('main', events[0].hash), size: events.length });
    expect(said && bytesToHex(said.root)).toBe(await rootOfEvents());
    const announced = events.filter((event) => event.type === 'LogKeyAdopted');
    expect(announced).toHaveLength(1);
    const key = parseVerifierKey((announced[0].payload as { key: string }).key);
    expect(note && (await signersOf(note, [key]))).toEqual([key]);
    expect((await stat(join(folder, 'signing-key.pem'))).mode & 0o777).toBe(0o600);
    const tree = await loadTree(world.services.sql, 'main');
    expect(bytesToHex(await tree.root())).toBe(await rootOfEvents());
  });

  it('[NO2] goes on where another life ended, and two at once do no harm', async () => {
    await world.project();
    await notary().round();
    for (let n = 0; n < 4; n++) await world.project(`more ${n}`);
    await Promise.all([notary().round(), notary().round(), notary().round()]);
    await notary().round();
    const tree = await loadTree(world.services.sql, 'main');
    expect(tree.size).toBe((await allEvents()).length);
    expect(bytesToHex(await tree.root())).toBe(await rootOfEvents());
    expect(await verifyWholeLog(world.services, signal)).toMatchObject({ events: tree.size, faults: 0 });
  });

  it('[NO3] waits with signing until it is time', async () => {
    await world.project();
    await notary({ SCHOLIA_CHECKPOINT_SECONDS: '3600' }).round();
    expect(await latestCheckpoint(world.services.sql, 'main')).toBeUndefined();
    await notary({ SCHOLIA_CHECKPOINT_SECONDS: '3600', SCHOLIA_CHECKPOINT_EVENTS: '2' }).round();
    expect(await latestCheckpoint(world.services.sql, 'main')).toBeDefined();
  });

  it('[NO4] hands over to a new key, which the former one endorses', async () => {
    await world.project();
    const one = notary();
    await one.round();
    const origin = originOf('main', (await allEvents())[0].hash);
    const key = await rotateKey(world.services, folder, origin);
    await one.round();
    const note = parseNote((await latestCheckpoint(world.services.sql, 'main'))?.note ?? '');
    expect(note && (await signersOf(note, [parseVerifierKey(key)]))).toHaveLength(1);
    const [, second] = (await allEvents()).filter((event) => event.type === 'LogKeyAdopted');
    expect(second.payload).toMatchObject({ key, endorsement: expect.any(String), previousKey: expect.any(String) });
  });

  it('[NO5] notices an altered event: a new one at once, an old one when the whole log is read again', async () => {
    await world.project();
    await notary().round();
    await tamper(`update events set canonical = convert_to(replace(convert_from(canonical, 'UTF8'), 'Abdomen', 'Thorax!'), 'UTF8')
      where type = 'ProjectCreated'`);
    await notary().round();
    expect(await faults()).toEqual([]);
    await verifyWholeLog(world.services, signal);
    await verifyWholeLog(world.services, signal);
    expect(await faults()).toEqual(['hash']);
    await world.project('later');
    await tamper(`update events set canonical = convert_to(replace(convert_from(canonical, 'UTF8'), 'later', 'sooner'), 'UTF8')
      where type = 'ProjectCreated' and position > 5`);
    await notary().round();
    expect(await faults()).toEqual(['hash', 'hash']);
  });

  it('[NO6] notices a database that went back in time, by the checkpoint that it keeps outside', async () => {
    await world.project();
    await notary().round();
    const kept = await readFile(join(folder, 'last-checkpoint'), 'utf8');
    const size = Number(kept.split('\n')[1]);
    const changed = kept.replace(`\n${size}\n`, `\n${size + 20}\n`);
    await writeFile(join(folder, 'last-checkpoint'), changed);
    await notary().round();
    expect(await faults()).toEqual(['rolled-back']);
  });
});

describe('anchoring', () => {
  it('[NO7] has checkpoints stamped by an authority, and takes no token for anything else', async (context) => {
    const authority = await authorityOverHttp();
    if (!authority) return context.skip();
    try {
      await world.project();
      await notary({ SCHOLIA_TSA_URL: authority.url }).round();
      const checkpoint = await latestCheckpoint(world.services.sql, 'main');
      const [anchor, ...rest] = await listAnchors(world.services.sql, 'main');
      expect(rest).toEqual([]);
      expect(anchor).toMatchObject({ size: checkpoint?.size, url: authority.url });
      const imprint = bytesToHex(portableSha256(utf8ToBytes(checkpoint?.note ?? '')));
      expect(readTimestamp(anchor.token)).toEqual({ imprint, time: anchor.anchoredAt });
      await world.project('more');
      authority.answerWith(anchor.token);
      await notary({ SCHOLIA_TSA_URL: authority.url }).round();
      expect(await listAnchors(world.services.sql, 'main')).toHaveLength(1);
    } finally {
      await authority.close();
    }
  });
});

/** An authority behind HTTP. Undefined where there is no OpenSSL. */
async function authorityOverHttp() {
  const authority = await openSslAuthority();
  if (!authority) return undefined;
  let canned: Uint8Array | undefined;
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    response.end(canned ?? (await authority.answer(Buffer.concat(parts))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    answerWith: (token: Uint8Array) => {
      canned = token;
    },
    close: async () => {
      server.close();
      await authority.close();
    },
  };
}
