import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Identity } from '@scholia/auth';
import { type ProjectId, type ReadingId, toBase64 } from '@scholia/core';
import { storeCheckpoint } from '@scholia/event-store';
import { getReading } from '@scholia/projections';
import { decodeLabelmap } from '@scholia/volume';
import { Window } from 'happy-dom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoke } from '../../invoke.ts';
import { getProject } from '../../projects/get-project.ts';
import { openReading } from '../../readings/open-reading.ts';
import { reopenReading } from '../../readings/reopen-reading.ts';
import { submitReading } from '../../readings/submit-reading.ts';
import { ApiWorld } from '../../testing/api-world.ts';
import { exportText } from '../../testing/export-text.ts';

let world: ApiWorld;
let projectId: ProjectId;
let readingId: ReadingId;
let reader: Identity;
let reviewer: Identity;
beforeAll(async () => {
  world = await ApiWorld.open();
  projectId = await world.project('Liver & "<b>spleen</b>"');
  reader = await world.member(projectId, 'annotator');
  reviewer = await world.member(projectId, 'reviewer');
  readingId = await world.reading(await world.image(projectId), reader);
  for (let n = 2; n < 6; n++) await world.paint(readingId, 1 + (n % 2), [n, 4, 3], reader);
  await world.submit(readingId, reader);
  await invoke(reopenReading, world.as(reviewer), { readingId, reason: 'a piece <i>is</i> missing' });
  await world.paint(readingId, 1, [8, 4, 3], reader);
  const signature = { statement: 'read-independently', confirmation: await world.confirm(reader) } as const;
  await invoke(submitReading, world.as(reader), { readingId, signature });
  await invoke(getProject, world.as(world.outsider), { projectId }).catch(() => undefined);
});
afterAll(() => world.close());

const documentOf = (text: string) => {
  const { document } = new Window({ settings: { disableJavaScriptEvaluation: true } });
  document.write(text);
  return document;
};
const rowsIn = (document: ReturnType<typeof documentOf>, selector: string) =>
  [...document.querySelectorAll(`${selector} tbody tr`)].map((row) =>
    [...row.children].map((cell) => cell.textContent.replace(/\s+/g, ' ').trim()),
  );

describe('the report of a project', () => {
  it('says who took part with which role, and counts every event', async () => {
    const events = await world.services.events.read({ after: 0n, limit: 1000, projectId });
    const document = documentOf(await exportText(world, { format: 'report', projectId }));
    const [people, kinds] = [...document.querySelectorAll('#summary table')].map((table) =>
      [...table.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent)),
    );
    const own = events.filter(({ actor }) => actor.type === 'user' && actor.userId === reader.userId).length;
    const row = people.find(([who]) => who.startsWith(reader.name)) ?? [];
    expect([row[2], row[3]]).toEqual(['annotator of Liver & "<b>spleen</b>"', String(own)]);
    const counts = Object.fromEntries(kinds);
    for (const type of ['Operation committed', 'Reading submitted', 'Access denied'])
      expect(counts[type], type).toBe(
        String(events.filter((event) => event.type.toLowerCase() === type.replace(' ', '').toLowerCase()).length),
      );
  });

  it('gives the digest of each submission, and the voxels and volume of each label in the last', async () => {
    const document = documentOf(await exportText(world, { format: 'report', projectId }));
    const submissions = (await world.services.events.read({ after: 0n, limit: 1000, readingId })).filter(
      (event) => event.type === 'ReadingSubmitted',
    );
    const article = document.querySelector('#readings article')?.textContent ?? '';
    for (const { payload } of submissions) expect(article).toContain(payload.labelDigest);
    expect(article).toContain('a piece <i>is</i> missing');
    expect(article).toMatch(
      new RegExp(
        `Signed“I read this case independently.”.* by ${reader.name} #\\d+labels SHA-256 ${submissions.at(-1)?.payload.labelDigest}`,
      ),
    );
    // Counted voxel by voxel from the stored labels.
    const blob = (await getReading(world.services.sql, readingId))?.submission?.labelBlob;
    const voxels = decodeLabelmap(await world.services.blobs.get(blob as never)).toDense();
    const count = (value: number) => voxels.filter((voxel) => voxel === value).length;
    // The affine's columns are (1.5,0,0), (0.1,2,0), (0,0.2,3): 9 mm3 a voxel.
    expect(rowsIn(document, '#readings')).toEqual([
      ['liver', '1', String(count(1)), `${Number(((count(1) * 9) / 1000).toFixed(3))} ml`],
      ['spleen', '2', String(count(2)), `${Number(((count(2) * 9) / 1000).toFixed(3))} ml`],
    ]);
  });

  it('tells the story with operations in one line, and what was denied on its own', async () => {
    const document = documentOf(await exportText(world, { format: 'report', projectId }));
    const sentences = rowsIn(document, '#timeline').map(([, sentence]) => sentence);
    expect(sentences).toContain(`${reader.name} made 4 edits of case: 4 strokes.`);
    expect(sentences).toContain(`${reader.name} painted liver with a ball (6 mm).`);
    const denied = rowsIn(document, '#failures').map(([, sentence]) => sentence);
    expect(denied).toEqual([`outsider was refused label.view on the project Liver & "<b>spleen</b>".`]);
    expect(sentences).toContain(denied[0]);
  });

  it('is a page without scripts, and what people wrote is text in it', async () => {
    const text = await exportText(world, { format: 'report', projectId });
    expect(text).toContain('Liver &amp; &quot;&lt;b&gt;spleen&lt;/b&gt;&quot;');
    expect(text).not.toMatch(/<(script|img|link|iframe|b|i)\b|\bon\w+=|(src|href)="(?!#)/);
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it('knows names, labels, rights and images from before a range that begins later', async () => {
    const events = await world.services.events.read({ after: 0n, limit: 1000, readingId });
    const from = String(events.find(({ type }) => type === 'ReadingReopened')?.position);
    const document = documentOf(await exportText(world, { format: 'report', projectId, from }));
    expect(rowsIn(document, '#readings').map(([label, , , volume]) => [label, volume.endsWith(' ml')])).toEqual([
      ['liver', true],
      ['spleen', true],
    ]);
    const people = document.querySelector('#summary table')?.textContent ?? '';
    expect(people).toContain(`annotator of Liver & "<b>spleen</b>"`);
    expect(document.querySelector('#readings article')?.textContent).toContain('before the range');
  });

  it('shows how far the log is signed', async () => {
    const unsigned = documentOf(await exportText(world, { format: 'report', projectId }));
    expect(unsigned.querySelector('main dl')?.textContent).toContain('not yet: no checkpoint');
    const root = toBase64(new Uint8Array(32));
    const note = `scholia/main/0123456789abcdef\n3\n${root}\nsigned-at 2026-01-31T09:30:00.000Z\n\n\u2014 scholia/main/0123456789abcdef ${toBase64(new Uint8Array(68))}\n`;
    await storeCheckpoint(world.services.sql, 'main', { size: 3, note, signedAt: '2026-01-31T09:30:00.000Z' });
    const signed = documentOf(await exportText(world, { format: 'report', projectId, to: '8' }));
    expect(signed.querySelector('main dl')?.textContent).toMatch(
      /#3, 2026-01-31 09:30:00.*; the last 5 events of the range/,
    );
    expect(signed.querySelector('#verify')?.textContent).toContain(root);
  });
});

describe('the report of a damaged store', () => {
  it('is made all the same, and says which labels are lost', async () => {
    const lost = await world.reading(await world.image(projectId), reader);
    await world.paint(lost, 1, [3, 3, 3], reader);
    await world.submit(lost, reader);
    const blob = (await getReading(world.services.sql, lost))?.submission?.labelBlob ?? '';
    await rm(join(world.folder, 'blobs', blob.slice(0, 2), blob.slice(2)));
    const document = documentOf(await exportText(world, { format: 'report', projectId }));
    const articles = [...document.querySelectorAll('#readings article')].map(({ textContent }) => textContent);
    expect(articles.filter((text) => text.includes('The labels cannot be shown.'))).toEqual([
      expect.stringContaining(lost),
    ]);
    expect(document.querySelector('#verify')).not.toBeNull();
  });
});

describe('what a report tells', () => {
  it('is about nobody by name where it shall not, and about no other project', async () => {
    const other = await world.project('Elsewhere');
    const stranger = await world.member(other, 'annotator');
    const text = await exportText(world, { format: 'report', projectId, withNames: false });
    expect(text).toContain(reader.userId);
    for (const hidden of [reader.name, reviewer.name, '>admin<', stranger.userId, 'Elsewhere', other])
      expect(text).not.toContain(hidden);
  });

  it('of a blinded reading is that reading alone', async () => {
    const imageId = await world.image(projectId);
    const readers = [await world.member(projectId, 'annotator'), await world.member(projectId, 'annotator')];
    const readings: ReadingId[] = [];
    for (const [index, user] of readers.entries()) {
      readings.push((await invoke(openReading, world.as(user), { imageId, mode: 'blinded' })).readingId);
      for (let n = 0; n < 5 + index; n++) await world.paint(readings[index], 1, [n, 3, 3], user);
    }
    for (const format of ['report', 'csv', 'fhir', 'jsonl'] as const) {
      const text = await exportText(world, { format, readingId: readings[0] });
      expect(text).toContain(readings[0]);
      expect(text).not.toContain(readings[1]);
    }
    const document = documentOf(await exportText(world, { format: 'report', readingId: readings[0] }));
    expect(document.querySelectorAll('#readings article')).toHaveLength(1);
    const edits = rowsIn(document, '#timeline').filter(([, sentence]) => / made \d+ edits /.test(sentence));
    expect(edits.map(([, sentence]) => sentence)).toEqual([`${readers[0].name} made 5 edits of case: 5 strokes.`]);
  });
});
