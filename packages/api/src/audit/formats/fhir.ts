import type { StoredEvent } from '@scholia/domain';
import type { AuditEvent, BundleEntry } from 'fhir/r5';
import { NameDirectory } from '../../events/names.ts';
import { auditEventOf, auditEventOfRun } from '../fhir/audit-event.ts';
import { OperationRun } from '../operation-run.ts';
import { storedEvents, textFormat } from './format.ts';

/**
 * One JSON document: a Bundle of type collection, an AuditEvent for each event; for operations, one for each reader, reading and
 * minute. Not in the order of the log where operations were going on.
 */
export const fhir = textFormat({
  title: 'FHIR',
  summary: 'a FHIR R5 Bundle of AuditEvents, operations by the minute',
  contentType: 'application/fhir+json; fhirVersion=5.0',
  extension: 'fhir.json',
  namesByDefault: true,
  async *parts(call) {
    const names = new NameDirectory(call.services, call.withNames ? 'people' : 'things');
    const minutes = new Minutes();
    const timestamp = new Date(call.services.clock()).toISOString();
    yield `{"resourceType":"Bundle","type":"collection","timestamp":"${timestamp}"`;
    let count = 0;
    // An empty list is no FHIR.
    let before = ',"entry":[\n';
    const textOf = (resources: readonly AuditEvent[]) => {
      const text = resources.map((resource) => {
        const entry: BundleEntry = { fullUrl: `urn:uuid:${resource.id}`, resource };
        const lead = before;
        before = ',\n';
        return `${lead}${JSON.stringify(entry)}`;
      });
      return text.join('');
    };
    for await (const page of storedEvents(call)) {
      for (const event of page) {
        await names.forEvent(event);
        const over = minutes.over(event).map((run) => auditEventOfRun(run, names));
        if (event.type === 'OperationCommitted') minutes.add(event);
        else over.push(auditEventOf(event, names));
        if (over.length > 0) yield textOf(over);
      }
      count += page.length;
      call.onProgress(`Writing events: ${count}`);
    }
    yield textOf(minutes.rest().map((run) => auditEventOfRun(run, names)));
    yield count === 0 ? '}\n' : '\n]}\n';
    return count;
  },
});

/** Operations of the minute that goes on, by reader and reading. */
class Minutes {
  #minute = '';
  readonly #runs = new Map<string, OperationRun>();

  /** The runs that end with the minute before this event; they are no longer here. */
  over({ recordedAt }: StoredEvent): OperationRun[] {
    const minute = recordedAt.slice(0, 16);
    if (minute === this.#minute) return [];
    this.#minute = minute;
    return this.rest();
  }

  add(operation: StoredEvent<'OperationCommitted'>): void {
    const key = OperationRun.keyOf(operation);
    const run = this.#runs.get(key);
    if (run) run.add(operation);
    else this.#runs.set(key, new OperationRun(operation));
  }

  rest(): OperationRun[] {
    const runs = [...this.#runs.values()];
    this.#runs.clear();
    return runs;
  }
}
