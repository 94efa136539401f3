import type { AuditEvent, Bundle } from 'fhir/r5';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiWorld } from '../../testing/api-world.ts';
import { exportText } from '../../testing/export-text.ts';
import { problemsWithBundle } from '../../testing/r5-check.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.open();
});
afterAll(() => world.close());

const resourcesOf = (bundle: Bundle) => (bundle.entry ?? []).map(({ resource }) => resource as AuditEvent);

it('a project is one Bundle as R5 defines it, with operations by reader, reading and minute', async () => {
  const projectId = await world.project('Abdomen');
  const reader = await world.member(projectId, 'annotator');
  const readings = [
    await world.reading(await world.image(projectId), reader),
    await world.reading(await world.image(projectId)),
  ];
  for (let n = 0; n < 4; n++) {
    await world.paint(readings[0], 1, [n, 3, 3], reader);
    await world.paint(readings[n % 2], 2, [n, 5, 3]);
  }
  await world.submit(readings[0], reader);
  const events = await world.services.events.read({ after: 0n, limit: 1000, projectId });
  const bundle: Bundle = JSON.parse(await exportText(world, { format: 'fhir', projectId }));
  expect(problemsWithBundle(bundle)).toEqual([]);
  const resources = resourcesOf(bundle).filter(({ entity = [] }) =>
    entity.some(({ what }) => what?.identifier?.value === `urn:uuid:${projectId}`),
  );
  const operations = events.filter(({ type }) => type === 'OperationCommitted');
  const minutes = new Set(
    operations.map(({ actor, readingId, recordedAt }) => JSON.stringify([actor, readingId, recordedAt.slice(0, 16)])),
  );
  const edits = resources.filter(({ code }) => code.coding?.[0]?.code === 'OperationCommitted');
  expect(edits).toHaveLength(minutes.size);
  expect(resources.length - edits.length).toBe(events.length - operations.length);
  expect(new Set(resources.map(({ id }) => id)).size).toBe(resources.length);
  const submitted = resources.find(({ code }) => code.coding?.[0]?.code === 'ReadingSubmitted');
  expect(submitted?.agent[0].who.display).toBe(reader.name);
});

it('names nobody where it shall not, and a range without events is a Bundle, too', async () => {
  const projectId = await world.project('Knee');
  const reader = await world.member(projectId, 'annotator');
  const text = await exportText(world, { format: 'fhir', projectId, withNames: false });
  expect(problemsWithBundle(JSON.parse(text))).toEqual([]);
  expect(text).toContain(`urn:uuid:${reader.userId}`);
  for (const name of [reader.name, '"admin"']) expect(text).not.toContain(name);
  const [first] = await world.services.events.read({ after: 0n, limit: 1, projectId });
  const before = String(first.position - 1n);
  const other = await exportText(world, { format: 'fhir', projectId, from: before, to: before });
  expect(problemsWithBundle(JSON.parse(other))).toEqual([]);
  expect(resourcesOf(JSON.parse(other))).toEqual([]);
});
