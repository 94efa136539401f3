import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiWorld } from '../../testing/api-world.ts';
import { exportText } from '../../testing/export-text.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.open();
});
afterAll(() => world.close());

const rowsOf = (text: string): Record<string, string>[] => parse(text, { columns: true, record_delimiter: '\r\n' });

describe('the table', () => {
  it('has a row for each event, in its words, with names and hash, and no bulk', async () => {
    const projectId = await world.project('=HYPERLINK("http://evil.test"), "really"\r\nyes');
    const reader = await world.member(projectId, 'annotator');
    const imageId = await world.image(projectId);
    const readingId = await world.reading(imageId, reader);
    const painted = await world.paint(readingId, 1, [3, 3, 3], reader);
    const rows = rowsOf(await exportText(world, { format: 'csv', projectId }));
    const events = await world.services.events.read({ after: 0n, limit: 1000, projectId });
    // The export's own event is not in it.
    const own = events.filter(({ type }) => type !== 'AuditExported');
    expect(rows.filter((row) => row.project_id).map(({ position }) => position)).toEqual(
      own.map(({ position }) => String(position)),
    );
    const stroke = rows.find(({ position }) => position === String(painted));
    const [event] = events.filter(({ position }) => position === painted);
    expect(stroke).toMatchObject({
      actor_type: 'user',
      actor_id: reader.userId,
      actor_name: reader.name,
      type: 'OperationCommitted',
      sentence: `${reader.name} painted liver with a ball (6 mm).`,
      project_name: '\'=HYPERLINK("http://evil.test"), "really"\r\nyes',
      image_name: 'case',
      reading_id: readingId,
      recorded_at: event.recordedAt,
      stream: event.streamId,
      version: String(event.version),
      hash: event.hash,
    });
    const { bytes, ...payload } = JSON.parse(stroke?.payload ?? '');
    expect(bytes).toMatch(/^\d+ bytes$/);
    expect(event.payload).toMatchObject(payload);
  });

  it('calls nobody by name where it shall not, and tells of no other project', async () => {
    const [one, other] = [await world.project('One'), await world.project('Other')];
    const [reader, stranger] = [await world.member(one, 'annotator'), await world.member(other, 'annotator')];
    await world.reading(await world.image(one), reader);
    const withNames = await exportText(world, { format: 'csv', projectId: one });
    const without = await exportText(world, { format: 'csv', projectId: one, withNames: false });
    expect(withNames).toContain(reader.name);
    for (const hidden of [reader.name, ',admin,']) expect(without).not.toContain(hidden);
    expect(without).toContain(reader.userId);
    expect(rowsOf(without).find(({ type }) => type === 'ReadingOpened')).toMatchObject({
      actor_name: '',
      sentence: expect.stringContaining(reader.userId.slice(-8)),
      project_name: 'One',
    });
    for (const text of [withNames, without])
      for (const hidden of ['Other', other, stranger.userId]) expect(text).not.toContain(hidden);
  });
});
