import type { ProjectId, ReadingId } from '@scholia/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoke } from '../invoke.ts';
import { openReading } from '../readings/open-reading.ts';
import { handleRest } from '../rest/handle-rest.ts';
import { ApiWorld } from '../testing/api-world.ts';
import { exportLog } from './export-log.ts';
import { FORMATS } from './formats/index.ts';
import { previewExport } from './preview-export.ts';
import { selectionOf } from './selection.ts';

let world: ApiWorld;
let projectId: ProjectId;
let readingId: ReadingId;
beforeAll(async () => {
  world = await ApiWorld.open();
  projectId = await world.project('Abdomen');
  readingId = await world.reading(await world.image(projectId));
  await world.paint(readingId, 1, [3, 3, 3]);
  await world.project('Elsewhere');
});
afterAll(() => world.close());

const everything = () => world.services.events.read({ after: 0n, limit: 1000 });

describe('the range of an export', () => {
  const rangeOf = async (from?: string, to?: string) => {
    const selection = await selectionOf(world.services, { from, to });
    return [Number(selection.from), Number(selection.to)];
  };

  it('is all of the log, or from one position to another', async () => {
    const head = Number(await world.services.events.head());
    expect(await rangeOf()).toEqual([1, head]);
    expect(await rangeOf('2')).toEqual([2, head]);
    expect(await rangeOf('2', '4')).toEqual([2, 4]);
  });

  it('is what was recorded at a time or later, and before another; a day is meant as a whole', async () => {
    const events = await everything();
    // What an export must hold, by looking at every event.
    const expected = (holds: (time: string) => boolean) => {
      const positions = events.filter(({ recordedAt }) => holds(recordedAt)).map(({ position }) => Number(position));
      return [positions[0], positions[positions.length - 1]];
    };
    const middle = events[Math.floor(events.length / 2)].recordedAt;
    expect(await rangeOf(middle)).toEqual(expected((time) => time >= middle));
    expect(await rangeOf(undefined, middle)).toEqual(expected((time) => time < middle));
    expect(await rangeOf(middle.replace('Z', '+00:00'))).toEqual(await rangeOf(middle));
    const [first, last] = [events[0].recordedAt, events[events.length - 1].recordedAt].map((time) => time.slice(0, 10));
    expect(await rangeOf(first, last)).toEqual([1, events.length]);
  });

  it('is refused when it cannot be read, leaves the log or holds nothing', async () => {
    const head = Number(await world.services.events.head());
    for (const [from, to, message] of [
      ['4', '2', 'There is no event from 4 to 2.'],
      [undefined, String(head + 1), `"to" is beyond the log, which holds #1 to #${head}.`],
      [String(head + 1), undefined, `"from" is beyond the log, which holds #1 to #${head}.`],
      ['0', undefined, '"from" must be a position (1234), a day'],
      ['2026-13-01', undefined, '"from" must be a position (1234), a day'],
      [undefined, '2026-01-31T09:30:00', '"to" must be a position (1234), a day'],
      [undefined, '1999-12-31', 'There is no event from the first event to 1999-12-31.'],
    ] as const)
      await expect(rangeOf(from, to)).rejects.toMatchObject({
        code: 'bad-request',
        message: expect.stringContaining(message),
      });
  });

  it('is about a reading or a project that there is', async () => {
    const other = await world.project('Third');
    await expect(selectionOf(world.services, { projectId: other, readingId })).rejects.toMatchObject({
      code: 'bad-request',
    });
    const nobody = '01900000-0000-7000-8000-00000000dead';
    for (const wanted of [{ projectId: nobody as ProjectId }, { readingId: nobody as ReadingId }])
      await expect(selectionOf(world.services, wanted)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('GET /audit/export', () => {
  const get = async (query: string, token?: string) =>
    await handleRest(
      new Request(`http://scholia.test/api/v1/audit/export?${query}`, {
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      }),
      world.services,
    );

  it('hands out the file, and the log says so before it', async () => {
    const token = await world.tokenOf(world.admin);
    const head = await world.services.events.head();
    const response = await get(`format=jsonl&projectId=${projectId}&from=1&to=${head}`, token);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    expect(response.headers.get('content-disposition')).toContain(
      `audit-project-${projectId.slice(-8)}-1-${head}.jsonl`,
    );
    const exported = (await world.eventsAfter(head)).find(({ type }) => type === 'AuditExported');
    expect(exported).toMatchObject({
      payload: { format: 'jsonl', projectId, readingId: null, from: '1', to: String(head), withNames: false },
      actor: { type: 'user', userId: world.admin.userId },
      projectId,
    });
    const lines = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).event);
    const others = lines.filter(({ project }) => project !== projectId);
    expect(new Set(others.map(({ type }) => type))).toEqual(new Set(['AdministratorAppointed']));
    const own = (await everything()).filter((event) => event.projectId === projectId && event.position <= head);
    expect(lines.filter(({ project }) => project === projectId)).toHaveLength(own.length);
  });

  it('is for administrators of the organisation; a refusal is an event, a wrong range is not', async () => {
    const reviewer = await world.member(projectId, 'reviewer');
    const refused = await get('format=pdf', await world.tokenOf(reviewer));
    expect([refused.status, (await refused.json()).error.code]).toEqual([400, 'bad-request']);
    const before = await world.services.events.head();
    const denied = await get('format=jsonl', await world.tokenOf(reviewer));
    expect([denied.status, (await denied.json()).error.code]).toEqual([403, 'not-permitted']);
    expect((await get('format=jsonl')).status).toBe(401);
    const wrong = await get('format=jsonl&from=9&to=3', await world.tokenOf(world.admin));
    expect([wrong.status, (await wrong.json()).error.message]).toEqual([
      400,
      expect.stringContaining('no event from 9'),
    ]);
    const unsigned = await get('format=bundle', await world.tokenOf(world.admin));
    expect([unsigned.status, (await unsigned.json()).error.code]).toEqual([404, 'not-found']);
    const types = (await world.eventsAfter(before)).map(({ type }) => type);
    expect(types.filter((type) => type !== 'TokenCreated')).toEqual(['AccessDenied']);
  });
});

describe('audit.previewExport', () => {
  it('tells before what a download could not: the range, the formats and what stands against them', async () => {
    const head = String(await world.services.events.head());
    const preview = await invoke(previewExport, world.as(world.admin), { projectId, from: '2' });
    expect(preview).toMatchObject({ from: '2', to: head, obstacle: null });
    expect(preview.formats.map(({ name }) => name)).toEqual(Object.keys(FORMATS));
    expect(preview.formats.filter(({ obstacle }) => obstacle !== null)).toMatchObject([
      { name: 'bundle', obstacle: expect.stringContaining('No checkpoint is signed yet') },
    ]);
    await expect(invoke(previewExport, world.as(world.admin), { from: '9', to: '3' })).rejects.toMatchObject({
      code: 'bad-request',
    });
    await expect(invoke(previewExport, world.as(world.outsider), {})).rejects.toMatchObject({ code: 'not-permitted' });
  });
});

describe('an administrator who reads an image blinded', () => {
  it('gets nothing about that image before their own reading is submitted', async () => {
    const project = await world.project('Blinded');
    const imageId = await world.image(project);
    const other = await world.member(project, 'annotator');
    const open = (user: typeof other) => invoke(openReading, world.as(user), { imageId, mode: 'blinded' });
    const own = (await open(world.admin)).readingId;
    const theirs = (await open(other)).readingId;
    await world.paint(theirs, 1, [4, 4, 4], other);
    const wish = (input: object) => invoke(exportLog, world.as(world.admin), { format: 'jsonl', ...input });
    const before = await world.services.events.head();
    for (const input of [{}, { projectId: project }, { readingId: theirs }])
      await expect(wish(input)).rejects.toMatchObject({
        code: 'not-permitted',
        message: expect.stringContaining('blinded'),
      });
    // The same refusal is told once a minute.
    expect(new Set((await world.eventsAfter(before)).map(({ type }) => type))).toEqual(new Set(['AccessDenied']));
    const preview = (input: object) => invoke(previewExport, world.as(world.admin), input);
    expect((await preview({ projectId: project })).obstacle).toContain('blinded');
    expect((await preview({ readingId: own })).obstacle).toBeNull();
    for (const input of [{ projectId }, { readingId: own }]) await wish(input);
    // The command line is nobody's eyes.
    await invoke(
      exportLog,
      { ...world.as(world.admin), actor: { type: 'system', name: 'command-line' } },
      { format: 'jsonl' },
    );
    await world.paint(own, 1, [4, 4, 4]);
    await world.submit(own);
    const file: Uint8Array[] = [];
    await (await wish({ readingId: theirs })).write(new WritableStream({ write: (part) => void file.push(part) }));
    const lines = Buffer.concat(file)
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).event);
    expect(lines.filter(({ reading }) => reading === theirs).map(({ type }) => type)).toContain('OperationCommitted');
    expect(lines.filter(({ reading }) => reading === own)).toEqual([]);
  });
});
