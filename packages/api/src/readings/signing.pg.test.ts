import type { Identity } from '@scholia/auth';
import { must, type ProjectId, type ReadingId } from '@scholia/core';
import type { SigningStage, Statement } from '@scholia/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { searchEvents } from '../events/search-events.ts';
import { invoke } from '../invoke.ts';
import { setSigning } from '../projects/set-signing.ts';
import { ApiWorld } from '../testing/api-world.ts';
import { getReading } from './get-reading.ts';
import { reopenReading } from './reopen-reading.ts';
import { signReading } from './sign-reading.ts';
import { submitReading } from './submit-reading.ts';

let world: ApiWorld;
let projectId: ProjectId;
let readingId: ReadingId;
let annotator: Identity;
let reviewer: Identity;
beforeAll(async () => {
  world = await ApiWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  projectId = await world.project();
  annotator = await world.member(projectId, 'annotator');
  reviewer = await world.member(projectId, 'reviewer');
  readingId = await world.reading(await world.image(projectId));
  await world.paint(readingId, 1, [5, 5, 4], annotator);
});

const require = (...stages: SigningStage[]) => invoke(setSigning, world.as(world.admin), { projectId, stages });
const signature = async (person: Identity, statement: Statement) => ({
  statement,
  confirmation: await world.confirm(person),
});
const submit = async (given?: Awaited<ReturnType<typeof signature>>, person = annotator) =>
  invoke(submitReading, world.as(person), { readingId, signature: given });
const view = () => invoke(getReading, world.as(reviewer), { readingId });
const typesAfter = async (position: bigint) => (await world.eventsAfter(position)).map(({ type }) => type);

describe('signing', () => {
  it('is asked for where the project says so, and is one commit with what it signs', async () => {
    await require('submit');
    await expect(submit()).rejects.toMatchObject({ code: 'signature-required' });
    expect((await view()).status).toBe('open');
    const given = await signature(annotator, 'read-independently');
    const before = await world.services.events.head();
    const { labelDigest, upToPosition } = await submit(given);
    expect(await typesAfter(before)).toEqual(['ReadingSubmitted', 'ReadingSigned']);
    const { signatures, unsigned } = await view();
    expect(unsigned).toEqual([]);
    expect(signatures).toMatchObject([
      { stage: 'submit', text: 'I read this case independently.', labelDigest, upToPosition, stands: true },
    ]);
    expect(signatures[0].by.userId).toBe(annotator.userId);
  });

  it('takes a confirmation of one\u2019s own, once, from a person', async () => {
    const other = await signature(reviewer, 'read-independently');
    await expect(submit(other)).rejects.toMatchObject({ code: 'signature-required' });
    const own = await signature(annotator, 'read-independently');
    const wrong = { ...own, statement: 'approved' as const };
    await expect(submit(wrong)).rejects.toMatchObject({ code: 'bad-request' });
    const byToken = { ...annotator, via: 'token' } as const;
    await expect(submit(own, byToken)).rejects.toMatchObject({ code: 'signature-required' });
    // What was refused has not spent it.
    await submit(own);
    await invoke(reopenReading, world.as(reviewer), { readingId, reason: 'look again' });
    await expect(submit(own)).rejects.toMatchObject({ code: 'signature-required' });
  });

  it('of a review is somebody else\u2019s, of the labels that they saw', async () => {
    await require('review', 'adjudication');
    const { labelDigest } = await submit(undefined, reviewer);
    expect((await view()).unsigned).toEqual(['review', 'adjudication']);
    const sign = async (
      person: Identity,
      stage: 'review' | 'adjudication',
      statement: Statement,
      digest = labelDigest,
    ) =>
      invoke(signReading, world.as(person), {
        readingId,
        stage,
        labelDigest: digest,
        signature: await signature(person, statement),
      });
    await expect(sign(reviewer, 'review', 'approved')).rejects.toMatchObject({ code: 'conflict' });
    const stale = must((await view()).submission, 'submitted').labelBlob;
    await expect(sign(world.admin, 'review', 'approved', stale)).rejects.toMatchObject({ code: 'conflict' });
    await expect(sign(annotator, 'review', 'approved')).rejects.toMatchObject({ code: 'not-permitted' });
    await sign(world.admin, 'review', 'approved');
    await sign(world.admin, 'adjudication', 'adjudicated');
    expect((await view()).unsigned).toEqual([]);
  });

  it('falls with what it signed, and stays in the history', async () => {
    await require('review');
    const { labelDigest } = await submit();
    const approved = await signature(reviewer, 'approved');
    await invoke(signReading, world.as(reviewer), { readingId, stage: 'review', labelDigest, signature: approved });
    const reason = 'a piece is missing';
    const reopen = (given?: Awaited<ReturnType<typeof signature>>) =>
      invoke(reopenReading, world.as(reviewer), { readingId, reason, signature: given });
    await expect(reopen()).rejects.toMatchObject({ code: 'signature-required' });
    await reopen(await signature(reviewer, 'returned'));
    await world.paint(readingId, 2, [2, 2, 2], annotator);
    await submit();
    const { signatures, unsigned } = await view();
    expect(signatures.map(({ statement, stands }) => [statement, stands])).toEqual([
      ['approved', false],
      ['returned', false],
    ]);
    expect(unsigned).toEqual(['review']);
    const types = ['ReadingSigned'] as const;
    const { events } = await invoke(searchEvents, world.as(reviewer), { projectId, types: [...types] });
    expect(events[0].sentence).toContain('"I reviewed this reading and return it to be corrected."');
  });
});
