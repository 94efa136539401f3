import { describeEvent, type StoredEvent } from '@scholia/domain';
import type { AuditEvent, AuditEventEntity, AuditEventEntityDetail, CodeableConcept, Coding, Reference } from 'fhir/r5';
import type { NameDirectory } from '../../events/names.ts';
import { DCM, type DcmCode, EVENT_CODES, isFailure, wordsOf } from '../event-codes.ts';
import type { OperationRun } from '../operation-run.ts';
import { escapeHtml } from '../report/html.ts';
import { agentsOf } from './agents.ts';
import { systems, textOf, uuid } from './values.ts';

// Source of the shape: FHIR R5, AuditEvent (hl7.org/fhir/R5/auditevent.html).

/** One event of the log. `names` has looked up what the event mentions. */
export function auditEventOf(event: StoredEvent, names: NameDirectory): AuditEvent {
  const { position, recordedAt, occurredAt } = event;
  const details = [
    detail('position', String(position)),
    detail('stream', event.streamId),
    detail('version', String(event.version)),
    detail('hash', event.hash),
    ...reasonsOf(event).map((reason) => detail('reason', reason)),
  ];
  return {
    ...frameOf(event, describeEvent(event, names.nameOf)),
    ...agentsOf(event, names),
    occurredDateTime: occurredAt ?? recordedAt,
    recorded: recordedAt,
    entity: [...subjectsOf(event, names), record(`Event #${position}`, String(position), details)],
  };
}

/** Operations of one person on one reading: how many of which kind, and where in the log they are. */
export function auditEventOfRun(run: OperationRun, names: NameDirectory): AuditEvent {
  const { first, last, count } = run;
  if (count === 1) return auditEventOf(first, names);
  const details = [
    detail('first-position', String(first.position)),
    detail('last-position', String(last.position)),
    detail('stream', first.streamId),
    detail('last-hash', last.hash),
    detail('count', count),
    ...[...run.kinds].map(([kind, ofKind]) => detail(kind, ofKind)),
  ];
  const range = `#${first.position} to #${last.position}`;
  return {
    ...frameOf(first, run.tell(names.nameOf)),
    ...agentsOf(first, names),
    occurredPeriod: { start: first.recordedAt, end: last.recordedAt },
    recorded: last.recordedAt,
    entity: [...subjectsOf(first, names), record(`Events ${range}`, `${first.position}-${last.position}`, details)],
  };
}

/** What kind of event it is, in codes and in a sentence, and whether it went well. */
function frameOf(event: StoredEvent, sentence: string): Omit<AuditEvent, 'recorded' | 'agent' | 'source'> {
  const { category, code, action, severity } = EVENT_CODES[event.type];
  const text = textOf(sentence);
  const type: Coding = { system: systems.eventTypes, code: event.type, display: wordsOf(event.type) };
  return {
    resourceType: 'AuditEvent',
    id: event.eventId,
    text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${escapeHtml(text)}</div>` },
    category: [{ coding: [dcm(category)] }],
    code: { coding: [type, ...(code ? [dcm(code)] : [])], text },
    action,
    severity: severity ?? 'informational',
    outcome: { code: isFailure(event) ? outcome('error', 'Error') : outcome('success', 'Operation Successful') },
  };
}

const dcm = (code: DcmCode): Coding => ({ system: systems.dicom, code, display: DCM[code] });
const outcome = (code: string, display: string): Coding => ({ system: systems.issueSeverity, code, display });

/** Why, where somebody or something said why. */
function reasonsOf({ payload }: StoredEvent): string[] {
  const { reason, code, message } = payload as Readonly<Record<string, unknown>>;
  return [reason, code, message].filter((value): value is string => typeof value === 'string' && value.trim() !== '');
}

/** The image, the reading, the project and the person that it is about. */
function subjectsOf(event: StoredEvent, names: NameDirectory): AuditEventEntity[] {
  const { projectId, imageId, readingId, payload } = event;
  const subject = (noun: string, id: string, type?: string): AuditEventEntity => {
    const name = names.known(id);
    const what: Reference = {
      ...(type ? { type } : {}),
      identifier: uuid(id),
      display: textOf(name === undefined ? noun : `${noun} ${name}`),
    };
    return { what };
  };
  return [
    ...(imageId === null ? [] : [subject('Image', imageId, 'ImagingStudy')]),
    ...(readingId === null ? [] : [subject('Reading', readingId)]),
    ...(projectId === null ? [] : [subject('Project', projectId)]),
    ...('userId' in payload ? [subject('Person', payload.userId, 'Practitioner')] : []),
  ];
}

/** The place in the log, by which the event itself is found. */
function record(display: string, value: string, details: AuditEventEntityDetail[]): AuditEventEntity {
  return { what: { identifier: { system: systems.positions, value }, display }, detail: details };
}

function detail(field: string, value: string | number): AuditEventEntityDetail {
  const type: CodeableConcept = { coding: [{ system: systems.fields, code: field }] };
  return typeof value === 'number' ? { type, valueInteger: value } : { type, valueString: textOf(value) };
}
