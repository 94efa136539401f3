import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EventId, ImageId, ModelId, ProjectId, ReadingId, UserId } from '@scholia/core';
import { EVENTS, type EventType, type StoredEvent } from '@scholia/domain';
import type { AuditEvent } from 'fhir/r5';
import { describe, expect, it } from 'vitest';
import { NameDirectory } from '../../events/names.ts';
import { problemsWithBundle } from '../../testing/r5-check.ts';
import { OperationRun } from '../operation-run.ts';
import { auditEventOf, auditEventOfRun } from './audit-event.ts';

const FIXTURES = fileURLToPath(new URL('../../../../domain/src/events/fixtures', import.meta.url));
const kebab = (type: string) => type.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase();
const id = (digit: number) => `01900000-0000-7000-8000-00000000000${digit}`;
const READER = id(1) as UserId;
const MODEL = id(2) as ModelId;
// Knows only what events say, so it needs no services.
const names = () => new NameDirectory(undefined as never, 'events');

/** The fixture of a type as it could stand in a log. */
function stored(type: EventType, changes: Partial<StoredEvent> = {}): StoredEvent {
  const payload = JSON.parse(readFileSync(`${FIXTURES}/${kebab(type)}.v${EVENTS[type].version}.json`, 'utf8'));
  return {
    type,
    payload,
    logId: 'main',
    position: 7n,
    streamId: 'security',
    version: 3n,
    eventId: id(3) as EventId,
    schemaVersion: EVENTS[type].version,
    actor: { type: 'user', userId: READER },
    projectId: id(4) as ProjectId,
    imageId: id(5) as ImageId,
    readingId: id(6) as ReadingId,
    recordedAt: '2026-01-31T09:30:00.123Z',
    occurredAt: null,
    causation: null,
    prevHash: '0'.repeat(64),
    hash: 'ab'.repeat(32),
    canonical: new Uint8Array(),
    ...changes,
  } as StoredEvent;
}

const bundleOf = (...resources: AuditEvent[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: resources.map((resource) => ({ fullUrl: `urn:uuid:${resource.id}`, resource })),
});
const textIn = (resource: AuditEvent, field: string) =>
  resource.entity?.flatMap(({ detail = [] }) => detail).find(({ type }) => type.coding?.[0]?.code === field);

describe('an AuditEvent', () => {
  it.each(Object.keys(EVENTS) as EventType[])('of %s is as R5 defines it', (type) => {
    const actors = [
      { type: 'user', userId: READER },
      { type: 'model', modelId: MODEL },
      { type: 'system', name: 'notary' },
    ] as const;
    for (const actor of actors)
      expect(problemsWithBundle(bundleOf(auditEventOf(stored(type, { actor }), names())))).toEqual([]);
    const bare = stored(type, { projectId: null, imageId: null, readingId: null });
    expect(problemsWithBundle(bundleOf(auditEventOf(bare, names())))).toEqual([]);
  });

  it('is not as R5 defines it when something is wrong with it: the check can fail', () => {
    const good = auditEventOf(stored('ReadingSubmitted'), names());
    const broken: [change: object, rule: string][] = [
      [{ action: 'X' }, 'AuditEvent.action binding'],
      [{ recorded: undefined }, 'AuditEvent.recorded min'],
      [{ recorded: 'yesterday' }, '/entry/0/resource/recorded: must match pattern'],
      [{ source: {} }, 'AuditEvent.source.observer min'],
      [{ agent: [] }, 'AuditEvent.agent min'],
      [{ contained: [{ resourceType: 'Device', id: 'nobody-names-it' }] }, 'AuditEvent dom-3'],
      [{ occurredDateTime: undefined, occurredPeriod: { start: '2026-02-01', end: '2026-01-01' } }, 'Period per-1'],
      [{ colour: 'red' }, '/entry/0/resource: must NOT have additional properties'],
    ];
    for (const [change, rule] of broken) {
      const changed = JSON.parse(JSON.stringify({ ...good, ...change }));
      expect(problemsWithBundle(bundleOf(changed)).join('\n'), rule).toContain(rule);
    }
  });

  it('says who, what, when, where and how it ended', () => {
    const event = stored('ReadingReopened', { occurredAt: '2026-01-31T09:29:59.000Z' });
    const resource = auditEventOf(event, names());
    expect(resource).toMatchObject({
      id: event.eventId,
      action: 'U',
      severity: 'notice',
      occurredDateTime: event.occurredAt,
      recorded: event.recordedAt,
      outcome: { code: { code: 'success' } },
      category: [{ coding: [{ system: 'http://dicom.nema.org/resources/ontology/DCM', code: '110103' }] }],
      agent: [{ who: { type: 'Practitioner', identifier: { value: `urn:uuid:${READER}` } }, requestor: true }],
      source: { observer: { display: 'scholia' } },
    });
    expect(resource.entity?.map(({ what }) => what?.identifier?.value)).toEqual(
      [event.imageId, event.readingId, event.projectId].map((subject) => `urn:uuid:${subject}`).concat('7'),
    );
    expect(textIn(resource, 'position')?.valueString).toBe('7');
    expect(textIn(resource, 'hash')?.valueString).toBe(event.hash);
    expect(textIn(resource, 'reason')?.valueString).toBe((event.payload as { reason: string }).reason);
  });

  it('of a right says whose it is', () => {
    const granted = stored('RoleGranted') as StoredEvent<'RoleGranted'>;
    expect(auditEventOf(granted, names()).entity).toContainEqual({
      what: expect.objectContaining({
        type: 'Practitioner',
        identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${granted.payload.userId}` },
      }),
    });
  });

  it('of a refusal or a fault did not end well', () => {
    const outcomeOf = (type: EventType) => auditEventOf(stored(type), names()).outcome?.code.code;
    for (const type of ['AccessDenied', 'SignInFailed', 'UpdateRefused', 'LogFaultFound', 'TrainingFailed'] as const)
      expect(outcomeOf(type)).toBe('error');
    for (const type of ['SignedIn', 'OperationCommitted', 'LogVerified'] as const)
      expect(outcomeOf(type)).toBe('success');
    const faulty = stored('LogVerified');
    expect(
      auditEventOf({ ...faulty, payload: { ...faulty.payload, faults: 2 } } as StoredEvent, names()).outcome,
    ).toMatchObject({
      code: { code: 'error' },
    });
  });

  it('names a model with its version and weights, as a device that asked for nothing', async () => {
    const directory = names();
    const published = stored('ModelPublished');
    await directory.forEvent(published);
    const { modelId, version, weights } = (published as StoredEvent<'ModelPublished'>).payload;
    const offered = stored('ProposalOffered', { actor: { type: 'system', name: 'inference' } });
    const source = { type: 'model', modelId, weights };
    const resource = auditEventOf({ ...offered, payload: { ...offered.payload, source } } as StoredEvent, directory);
    expect(problemsWithBundle(bundleOf(resource))).toEqual([]);
    expect(resource.agent).toMatchObject([
      { who: { identifier: { value: 'inference' } }, requestor: true },
      { who: { reference: '#model-1', display: `Model v${version}` }, requestor: false },
    ]);
    expect(resource.contained).toMatchObject([
      { identifier: [{ value: `urn:uuid:${modelId}` }], version: [{ value: String(version) }, { value: weights }] },
    ]);
  });

  it('holds no text that would break out of it', () => {
    const imported = stored('ImageImported');
    const name = '</div><script>alert("1")</script>\u0000&amp;';
    const resource = auditEventOf({ ...imported, payload: { ...imported.payload, name } } as StoredEvent, names());
    expect(problemsWithBundle(bundleOf(resource))).toEqual([]);
    expect(resource.text?.div).toContain(
      '&lt;/div&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;\ufffd&amp;amp;',
    );
  });
});

describe('the AuditEvent of a run of operations', () => {
  it('tells how many, of which kinds, and where they are', () => {
    const operation = (position: bigint, kind: string) => {
      const event = stored('OperationCommitted', { position, recordedAt: `2026-01-31T09:30:0${position}.000Z` });
      return { ...event, payload: { ...event.payload, kind } } as StoredEvent<'OperationCommitted'>;
    };
    const run = new OperationRun(operation(1n, 'Stroke'));
    expect(auditEventOfRun(run, names())).toEqual(auditEventOf(run.first, names()));
    run.add(operation(4n, 'Stroke'));
    run.add(operation(6n, 'Undo'));
    const resource = auditEventOfRun(run, names());
    expect(problemsWithBundle(bundleOf(resource))).toEqual([]);
    expect(resource.occurredPeriod).toEqual({ start: '2026-01-31T09:30:01.000Z', end: '2026-01-31T09:30:06.000Z' });
    expect(resource.recorded).toBe('2026-01-31T09:30:06.000Z');
    expect(['first-position', 'last-position'].map((field) => textIn(resource, field)?.valueString)).toEqual([
      '1',
      '6',
    ]);
    expect(['count', 'Stroke', 'Undo'].map((field) => textIn(resource, field)?.valueInteger)).toEqual([3, 2, 1]);
    expect(resource.code.text).toBe(`${READER.slice(-8)} made 3 edits of ${id(5).slice(-8)}: 2 strokes, 1 undo.`);
  });
});
