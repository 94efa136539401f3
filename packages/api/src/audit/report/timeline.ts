import type { StoredEvent } from '@scholia/domain';
import type { NameDirectory } from '../../events/names.ts';
import { isFailure } from '../event-codes.ts';
import { OperationRun } from '../operation-run.ts';

/** Events that are told in one sentence. */
export interface Line {
  readonly first: StoredEvent;
  readonly last: StoredEvent;
  readonly count: number;
  readonly sentence: string;
  readonly isFailure: boolean;
}

/** A longer rest ends what went on before. */
const REST_MS = 30 * 60 * 1000;
/** More than that many things at once are told, so that they need not be kept. */
const AT_ONCE = 1000;

/** Events of one kind by one actor, of which one says as much as all. */
interface Repeats {
  readonly first: StoredEvent;
  last: StoredEvent;
  count: number;
}

/**
 * Puts events into lines, in order of their first. Operations, and what machines say again and again, are gathered between any
 * two other events: a line for each person and reading, or each kind. Nothing is left out.
 */
export class Timeline {
  readonly #names: NameDirectory;
  readonly #going = new Map<string, OperationRun | Repeats>();
  #last: StoredEvent | undefined;

  /** `names` has looked up what the events mention. */
  constructor(names: NameDirectory) {
    this.#names = names;
  }

  /** The lines that are complete with this event. */
  async next(event: StoredEvent): Promise<Line[]> {
    const isOver = this.#isOver(event);
    this.#last = event;
    const key = keyOf(event);
    if (key === undefined) return [...(await this.rest()), await this.#lineOf({ first: event, last: event, count: 1 })];
    const lines = isOver ? await this.rest() : [];
    const going = this.#going.get(key);
    if (going === undefined)
      this.#going.set(
        key,
        event.type === 'OperationCommitted' ? new OperationRun(event) : { first: event, last: event, count: 1 },
      );
    else if (going instanceof OperationRun) going.add(event as StoredEvent<'OperationCommitted'>);
    else {
      going.last = event;
      going.count++;
    }
    return lines;
  }

  /** What is still going on, told now. */
  async rest(): Promise<Line[]> {
    const lines: Line[] = [];
    for (const going of this.#going.values()) lines.push(await this.#lineOf(going));
    this.#going.clear();
    return lines;
  }

  #isOver({ recordedAt }: StoredEvent): boolean {
    if (this.#last === undefined) return false;
    const before = this.#last.recordedAt;
    const isNewDay = recordedAt.slice(0, 10) !== before.slice(0, 10);
    return isNewDay || Date.parse(recordedAt) - Date.parse(before) > REST_MS || this.#going.size >= AT_ONCE;
  }

  async #lineOf(going: OperationRun | Repeats): Promise<Line> {
    const { first, last, count } = going;
    // Of one operation its own sentence, of several what they were, of others what the last one said.
    const sentence =
      going instanceof OperationRun && count > 1 ? going.tell(this.#names.nameOf) : await this.#names.sentenceOf(last);
    return { first, last, count, sentence, isFailure: isFailure(first) };
  }
}

/** What an event may be gathered with; undefined for an event that stands alone. */
function keyOf(event: StoredEvent): string | undefined {
  switch (event.type) {
    case 'OperationCommitted':
      // That somebody accepted what a machine proposed is worth a line of its own.
      return event.payload.kind === 'Mask' ? undefined : OperationRun.keyOf(event);
    case 'TrainingProgressed':
      return `${event.type} ${event.payload.runId}`;
    case 'ImageScored':
    case 'ProposalOffered':
      return event.readingId === null ? `${event.type} ${event.projectId} ${JSON.stringify(event.actor)}` : undefined;
    default:
      return undefined;
  }
}
