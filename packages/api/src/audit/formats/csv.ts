import type { StoredEvent } from '@scholia/domain';
import { viewEvent } from '../../events/event-view.ts';
import { NameDirectory } from '../../events/names.ts';
import { storedEvents, textFormat } from './format.ts';

const COLUMNS = [
  'position',
  'recorded_at',
  'occurred_at',
  'actor_type',
  'actor_id',
  'actor_name',
  'type',
  'schema_version',
  'sentence',
  'project_id',
  'project_name',
  'image_id',
  'image_name',
  'reading_id',
  'stream',
  'version',
  'event_id',
  'hash',
  'payload',
] as const;

/** RFC 4180, UTF-8, times in UTC. A cell that a spreadsheet would take for a formula has an apostrophe before it. */
export const csv = textFormat({
  title: 'CSV',
  summary: 'a table for a spreadsheet, an event a row',
  contentType: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  namesByDefault: true,
  async *parts(call) {
    const names = new NameDirectory(call.services, call.withNames ? 'people' : 'things');
    let count = 0;
    yield rowOf(COLUMNS);
    for await (const page of storedEvents(call)) {
      const rows: string[] = [];
      for (const event of page) {
        const cells = await cellsOf(event, names);
        rows.push(rowOf(COLUMNS.map((column) => cells[column])));
      }
      yield rows.join('');
      count += page.length;
      call.onProgress(`Writing events: ${count}`);
    }
    return count;
  },
});

async function cellsOf(event: StoredEvent, names: NameDirectory): Promise<Record<(typeof COLUMNS)[number], string>> {
  const { position, recordedAt, occurredAt, actor, sentence, ...view } = await viewEvent(event, names);
  const nameOf = (id: string | null) => (id === null ? undefined : names.known(id)) ?? '';
  return {
    position,
    recorded_at: recordedAt,
    occurred_at: occurredAt ?? '',
    actor_type: actor.type,
    actor_id: actor.id,
    actor_name: actor.type === 'system' ? actor.name : nameOf(actor.id),
    type: view.type,
    schema_version: String(view.schemaVersion),
    sentence,
    project_id: view.projectId ?? '',
    project_name: nameOf(view.projectId),
    image_id: view.imageId ?? '',
    image_name: nameOf(view.imageId),
    reading_id: view.readingId ?? '',
    stream: view.streamId,
    version: view.version,
    event_id: view.eventId,
    hash: view.hash,
    payload: JSON.stringify(withoutBulk(event)),
  };
}

/** The payload, with the number of an operation's bytes in place of the bytes. */
function withoutBulk({ type, payload }: StoredEvent): object {
  if (type !== 'OperationCommitted') return payload;
  return { ...payload, bytes: `${Buffer.byteLength(payload.bytes, 'base64')} bytes` };
}

const rowOf = (cells: readonly string[]) => `${cells.map(cellOf).join(',')}\r\n`;

/** Quoted where RFC 4180 asks for it. Source of the characters that start a formula: OWASP, "CSV Injection". */
export function cellOf(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
