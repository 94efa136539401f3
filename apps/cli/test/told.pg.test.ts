import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiWorld, niftiFile } from '@scholia/api/testing';
import type { EventType } from '@scholia/domain';
import { Notary, readSettings } from '@scholia/notary';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { COMMANDS } from '../src/commands/index.ts';
import { runCli } from './run-cli.ts';

// Every command is a process that loads everything it needs: seconds, on a busy machine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let world: ApiWorld;
let folder: string;
beforeAll(async () => {
  world = await ApiWorld.open();
  folder = await mkdtemp(join(tmpdir(), 'scholia-told-'));
  const projectId = await world.project('Abdomen');
  const readingId = await world.reading(await world.image(projectId));
  await world.paint(readingId, 1, [5, 5, 4]);
  await world.submit(readingId);
  await writeFile(join(folder, 'new.nii'), niftiFile(99));
  const settings = readSettings({ SCHOLIA_DATA_DIR: world.folder, SCHOLIA_CHECKPOINT_SECONDS: '0' });
  await new Notary(world.services, settings).round();
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

const EMAIL = 'outsider@example.org';

/** What each command that changes or hands out something is given, and what the log then says. */
const TOLD: Record<string, { readonly args: () => Promise<string[]>; readonly events: readonly EventType[] }> = {
  import: {
    args: async () => [join(folder, 'new.nii'), '--project', 'Thorax', '--create', 'Lung'],
    events: ['ProjectCreated', 'ImageImported'],
  },
  'export labels': {
    args: async () => ['--project', 'Abdomen', '--out', join(folder, 'labels')],
    events: ['LabelsExported'],
  },
  'user add': {
    args: async () => ['new@example.org', '--project', 'Abdomen', '--role', 'viewer'],
    events: ['UserRegistered', 'RoleGranted', 'TokenCreated'],
  },
  'user link': { args: async () => [EMAIL], events: ['TokenCreated'] },
  'token create': { args: async () => [EMAIL, '--name', 'script'], events: ['TokenCreated'] },
  'token revoke': {
    async args() {
      const { userId } = world.outsider;
      const { result } = await world.services.events.transact((tx) =>
        world.services.auth.createToken(tx, { userId, name: 'x' }, { type: 'system', name: 'test' }),
      );
      return [EMAIL, result.tokenId];
    },
    events: ['TokenRevoked'],
  },
  'audit export': { args: async () => ['--out', join(folder, 'log.jsonl')], events: ['AuditExported'] },
  'audit rotate-key': { args: async () => [], events: ['LogKeyAdopted'] },
};

/** Commands that change nothing, or that run a part of the system, whose deeds are told where they are done. */
const UNTOLD: Readonly<Record<string, string>> = {
  start: 'runs everything',
  worker: 'runs a worker: WorkerStarted, WorkerStopped and what its jobs append',
  sync: 'runs the sync server',
  migrate: 'there is no log before the schema is there',
  bench: 'works on a database of its own',
  'user list': 'reads',
  'token list': 'reads',
  'audit verify': 'reads a file',
  'audit key': 'reads',
  'audit checkpoint': 'reads',
};

/** "user add", or "import" where there is nothing below. Benchmarks count as one. */
async function leaves(): Promise<string[]> {
  const found: string[] = [];
  for (const [name, { load }] of Object.entries(COMMANDS)) {
    const command = new Command(name);
    (await load())(command);
    const below = name === 'bench' ? [] : command.commands;
    found.push(...(below.length === 0 ? [name] : below.map((sub) => `${name} ${sub.name()}`)));
  }
  return found;
}

describe('every command of the command line', () => {
  it('is told in the log, or listed as one that need not be', async () => {
    expect((await leaves()).sort()).toEqual([...Object.keys(TOLD), ...Object.keys(UNTOLD)].sort());
  });

  for (const [name, { args, events }] of Object.entries(TOLD))
    it(`${name}: appends ${events.join(', ')}`, async () => {
      const given = await args();
      const before = await world.services.events.head();
      const environment = { DATABASE_URL: world.database.appUrl, SCHOLIA_DATA_DIR: world.folder };
      expect(await runCli([...name.split(' '), ...given], environment)).toMatchObject({ code: 0 });
      const appended = (await world.eventsAfter(before)).map(({ type }) => type);
      expect(appended).toEqual(expect.arrayContaining([...events]));
    });
});
