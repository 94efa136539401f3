import { isAppError, uuidV7 } from '@scholia/core';
import { can, streams } from '@scholia/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liveEvents } from './events/live-events.ts';
import { invoke } from './invoke.ts';
import type { Download } from './rest/route.ts';
import { ApiWorld, niftiFile } from './testing/api-world.ts';
import { append, commandScenes, queryScenes, type Scene } from './testing/scenes.ts';
import { PROCEDURES, USE_CASES } from './testing/use-cases.ts';
import type { UseCase } from './use-case.ts';

// Everything that can be asked of the API is walked here: what changes or hands out something is an event, so is every denial, and
// nothing else is.

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.open();
});
afterAll(() => world.close());

const named = (kind: UseCase['kind']) => USE_CASES.filter((one) => one.kind === kind).map(({ name }) => name);

function useCaseNamed(name: string): UseCase {
  const useCase = USE_CASES.find((one) => one.name === name);
  if (!useCase) throw new Error(`${name} is not registered`);
  return useCase;
}

const inputFor = (scenes: (world: ApiWorld) => Record<string, Scene>, name: string) => scenes(world)[name]();

/** What is done when a request is answered: a file is handed out only when it is read. */
async function answer(useCase: UseCase, user: Parameters<ApiWorld['as']>[0], input: unknown): Promise<void> {
  const output = await invoke(useCase, world.as(user), input);
  if (isDownload(output)) await output.read();
}

const isDownload = (output: unknown): output is Download =>
  typeof output === 'object' && output !== null && 'read' in output;

/** Every row of every table, as one number for each table. */
async function contents(): Promise<Record<string, string>> {
  const { ownerSql } = world.database;
  const tables = await ownerSql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`;
  const sums = tables.map(
    ({ name }) =>
      `select '${name}' as name, coalesce(sum(hashtextextended(t::text, 0)), 0)::text as sum from ${name} t`,
  );
  const rows = await ownerSql.unsafe<{ name: string; sum: string }[]>(sums.join(' union all '));
  return Object.fromEntries(rows.map(({ name, sum }) => [name, sum]));
}

/** Asked for by somebody whose rights do not suffice: the denial is the one thing that happens. */
async function expectDenied(useCase: UseCase, input: unknown, user = world.outsider): Promise<void> {
  const before = await world.services.events.head();
  await expect(answer(useCase, user, input)).rejects.toMatchObject({ code: 'not-permitted' });
  const appended = await world.eventsAfter(before);
  expect(appended.map(({ type, actor }) => [type, actor])).toEqual([
    ['AccessDenied', { type: 'user', userId: user.userId }],
  ]);
}

async function expectNothingForNobody(useCase: UseCase, input: unknown): Promise<void> {
  const before = await world.services.events.head();
  await expect(answer(useCase, null, input)).rejects.toMatchObject({ code: 'not-signed-in' });
  expect(await world.services.events.head()).toBe(before);
}

describe('every use case', () => {
  it('has a scene here', () => {
    expect(named('command').sort()).toEqual(Object.keys(commandScenes(world)).sort());
    expect(named('query').sort()).toEqual(Object.keys(queryScenes(world)).sort());
  });

  it('is a mutation in the router exactly if it is a command, under its own name', () => {
    for (const { path, type, useCase } of PROCEDURES)
      if (useCase) expect([path, type]).toEqual([useCase.name, useCase.kind === 'command' ? 'mutation' : 'query']);
    // What is no use case is the stream of events, and of progress, and nothing else.
    expect(PROCEDURES.filter(({ useCase }) => !useCase).map(({ path, type }) => [path, type])).toEqual([
      ['segmentation.progress', 'subscription'],
      ['events.live', 'subscription'],
    ]);
  });
});

describe('every command', () => {
  for (const name of named('command')) {
    it(`${name}: appends an event when it is done`, async () => {
      world.attachGateway();
      const input = await inputFor(commandScenes, name);
      const before = await world.services.events.head();
      await answer(useCaseNamed(name), world.admin, input);
      const appended = await world.eventsAfter(before);
      expect(appended.length).toBeGreaterThan(0);
      expect(appended.every(({ type }) => type !== 'AccessDenied')).toBe(true);
    });

    it(`${name}: is nothing but a denial for somebody without the role, and nothing at all for nobody`, async () => {
      world.attachGateway();
      const useCase = useCaseNamed(name);
      const input = await inputFor(commandScenes, name);
      await expectNothingForNobody(useCase, input);
      if (useCase.access.type !== 'signed-in') await expectDenied(useCase, input);
      if (useCase.access.type !== 'project' || can('viewer', useCase.access.capability)) return;
      const { projectId } = await useCase.access.scope(world.services.sql, input);
      await expectDenied(useCase, input, await world.member(projectId, 'viewer'));
    });
  }
});

/** What there is in a fresh installation is not there to be shown. */
const ABSENT = ['audit.checkpoint', 'readings.base'];
/** Anybody may ask these; about a project only its members. */
const ABOUT_A_PROJECT = ['events.list', 'events.search'];

describe('every query', () => {
  for (const name of named('query')) {
    it(`${name}: changes nothing`, async () => {
      const useCase = useCaseNamed(name);
      const input = await inputFor(queryScenes, name);
      const before = await contents();
      const asked = answer(useCase, world.admin, input);
      if (ABSENT.includes(name)) await expect(asked).rejects.toMatchObject({ code: 'not-found' });
      else await asked;
      expect(await contents()).toEqual(before);
    });

    it(`${name}: is a denial for somebody without a role, and nothing for nobody`, async () => {
      const useCase = useCaseNamed(name);
      const input = await inputFor(queryScenes, name);
      await expectNothingForNobody(useCase, input);
      if (useCase.access.type !== 'signed-in' || ABOUT_A_PROJECT.includes(name)) await expectDenied(useCase, input);
    });
  }

  it('events.live: is a denial for somebody without a role, too', async () => {
    const projectId = await world.project();
    const before = await world.services.events.head();
    const stream = liveEvents(world.as(world.outsider), { projectId }, AbortSignal.timeout(10_000));
    await expect(stream.next()).rejects.toMatchObject({ code: 'not-permitted' });
    expect((await world.eventsAfter(before)).map(({ type }) => type)).toEqual(['AccessDenied']);
  });

  it('a denial that repeats within a minute is told once', async () => {
    const useCase = useCaseNamed('projects.get');
    const input = { projectId: await world.project() };
    await expectDenied(useCase, input);
    const before = await world.services.events.head();
    await expect(answer(useCase, world.outsider, input)).rejects.toMatchObject({ code: 'not-permitted' });
    expect(await world.services.events.head()).toBe(before);
  });
});

describe('files', () => {
  it('an image is told of once a day for each person; labels each time', async () => {
    const projectId = await world.project();
    const imageId = await world.image(projectId);
    const readingId = await world.reading(imageId);
    const reader = await world.member(projectId, 'annotator');
    const since = await world.services.events.head();
    for (const user of [world.admin, reader, world.admin]) {
      await answer(useCaseNamed('images.file'), user, { imageId });
      await answer(useCaseNamed('labels.download'), user, { readingId });
    }
    const told = (await world.eventsAfter(since)).map(({ type, actor }) => [
      type,
      actor.type === 'user' && actor.userId,
    ]);
    expect(told).toEqual([
      ['ImageAccessed', world.admin.userId],
      ['LabelsExported', world.admin.userId],
      ['ImageAccessed', reader.userId],
      ['LabelsExported', reader.userId],
      ['LabelsExported', world.admin.userId],
    ]);
  });
});

describe('commit', () => {
  it('checks access again inside the transaction', async () => {
    const projectId = await world.project();
    const admin = await world.member(projectId, 'admin');
    const useCase = useCaseNamed('images.import');
    // The role is taken away while the file is being read.
    const file = {
      name: 'x.nii',
      read: async () => {
        await append(world, streams.project(projectId), 'RoleRevoked', { projectId, userId: admin.userId });
        return { bytes: niftiFile(2000), name: 'x.nii' };
      },
    };
    const before = await world.services.events.head();
    const refusal = await invoke(useCase, world.as(admin), { projectId, file }).catch((error: unknown) => error);
    expect(isAppError(refusal) && refusal.code).toBe('not-permitted');
    expect((await world.eventsAfter(before)).map(({ type }) => type)).toEqual(['RoleRevoked', 'AccessDenied']);
  });

  it('answers "not found" for what is not there', async () => {
    const useCase = useCaseNamed('readings.submit');
    const readingId = uuidV7(Date.now(), world.services.random);
    await expect(invoke(useCase, world.as(world.admin), { readingId })).rejects.toMatchObject({ code: 'not-found' });
  });
});
