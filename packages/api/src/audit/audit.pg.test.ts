import { type EventType, streams } from '@scholia/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { searchEvents } from '../events/search-events.ts';
import { invoke } from '../invoke.ts';
import { ApiWorld } from '../testing/api-world.ts';
import { checkpointFile } from './checkpoint-file.ts';
import { logStatus } from './log-status.ts';
import { requestVerification } from './request-verification.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.open();
});
afterAll(async () => world.close());

describe('events.search', () => {
  it('goes through everything newest first, each event once', async () => {
    await world.project('one');
    const all = await world.services.events.read({ after: 0n, limit: 1000 });
    const found: string[] = [];
    for (let before: string | null | undefined; before !== null; ) {
      const page = await invoke(searchEvents, world.as(world.admin), { limit: 2, ...(before ? { before } : {}) });
      found.push(...page.events.map(({ position }) => position));
      before = page.next;
    }
    expect(found).toEqual(all.map(({ position }) => String(position)).reverse());
  });

  it('finds by person, kind, project, reading and time, and all of them together', async () => {
    const projectId = await world.project('two');
    const reader = await world.member(projectId, 'annotator');
    const imageId = await world.image(projectId);
    const readingId = await world.reading(imageId, reader);
    await world.paint(readingId, 1, [3, 3, 3], reader);
    const search = (input: object) => invoke(searchEvents, world.as(world.admin), input as never);
    const typesOf = async (input: object) => [...new Set((await search(input)).events.map(({ type }) => type))];
    expect(await typesOf({ actorId: reader.userId })).toEqual(['OperationCommitted', 'ReadingOpened']);
    expect(await typesOf({ projectId, types: ['ImageImported'] })).toEqual(['ImageImported']);
    expect(await typesOf({ readingId })).toEqual(['OperationCommitted', 'ReadingOpened']);
    expect(await typesOf({ imageId, actorId: reader.userId, types: ['ReadingOpened' satisfies EventType] })).toEqual([
      'ReadingOpened',
    ]);
    const { events } = await search({ readingId });
    const [last, first] = [events[0].recordedAt, events[events.length - 1].recordedAt];
    expect((await search({ readingId, until: first })).events).toEqual([]);
    expect(
      (await search({ readingId, since: first, until: new Date(Date.parse(last) + 1).toISOString() })).events,
    ).toEqual(events);
    expect(await typesOf({ since: '2100-01-01T00:00:00.000Z' })).toEqual([]);
  });

  it('shows nobody what they may not see', async () => {
    const projectId = await world.project('three');
    const viewer = await world.member(projectId, 'viewer');
    const { events } = await invoke(searchEvents, world.as(viewer), {});
    expect(new Set(events.map((event) => event.projectId))).toEqual(new Set([projectId]));
    expect((await invoke(searchEvents, world.as(world.outsider), {})).events).toEqual([]);
    await expect(invoke(searchEvents, world.as(world.outsider), { projectId })).rejects.toMatchObject({
      code: 'not-permitted',
    });
  });
});

describe('audit.status', () => {
  it('is for administrators, and says that nothing is signed yet', async () => {
    expect(await invoke(logStatus, world.as(world.admin), undefined)).toMatchObject({
      signed: null,
      verified: null,
      faults: [],
      isVerifying: false,
    });
    await expect(invoke(logStatus, world.as(world.outsider), undefined)).rejects.toMatchObject({
      code: 'not-permitted',
    });
    await expect(invoke(checkpointFile, world.as(world.admin), {})).rejects.toMatchObject({ code: 'not-found' });
  });

  it('says what would let history be rewritten here, as long as it is so', async () => {
    const weaknesses = async () =>
      (await invoke(logStatus, world.as(world.admin), undefined)).weaknesses.filter((line) => !/ is off: /.test(line));
    expect(await weaknesses()).toEqual([]);
    await world.database.ownerSql`alter table events disable trigger append_only_rows`;
    expect(await weaknesses()).toEqual([
      'The trigger that forbids DELETE on events is missing or switched off.',
      'The trigger that forbids UPDATE on events is missing or switched off.',
    ]);
    await world.database.ownerSql`alter table events enable always trigger append_only_rows`;
    expect(await weaknesses()).toEqual([]);
  });

  it('a wish to verify is an event and a job', async () => {
    await invoke(requestVerification, world.as(world.admin), {});
    const [asked] = await world.services.events.read({ after: 0n, limit: 10, streamId: streams.log() });
    expect(asked.type).toBe('LogVerificationRequested');
    expect((await invoke(logStatus, world.as(world.admin), undefined)).isVerifying).toBe(true);
    const jobs = await world.services.sql`select key from graphile_worker.jobs where task_identifier = 'verify-log'`;
    expect(jobs).toHaveLength(1);
  });
});
