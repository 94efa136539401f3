import { type DomainEvent, evolveReading, initialReading, type ReadingState } from '@scholia/domain';
import type { ReadEvent } from '@scholia/ledger';
import type { Findings } from './finding.ts';

/** Whether readings were opened, edited, submitted and reopened in an order that the rules allow. */
export class StageCheck {
  readonly #findings: Findings;
  readonly #readings = new Map<string, ReadingState>();
  readonly #sessions = new Map<string, string>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  next(event: DomainEvent, { actor, reading, position }: ReadEvent): void {
    const before = (reading && this.#readings.get(reading)) || initialReading;
    const wrong = (why: string) =>
      this.#findings.add('stage', `#${position}: ${event.type} of reading ${reading} ${why}.`, position);
    switch (event.type) {
      case 'ReadingOpened':
        if (before.status !== 'absent') wrong('which was already open');
        break;
      case 'OperationCommitted': {
        if (before.status !== 'open')
          wrong(before.status === 'absent' ? 'which was not open' : 'after it had been submitted');
        const session = `${reading} ${event.payload.session}`;
        const author = actor.type === 'user' ? actor.userId : actor.type;
        const owner = this.#sessions.get(session) ?? author;
        this.#sessions.set(session, owner);
        if (owner !== author)
          this.#findings.add(
            'author',
            `#${position}: author session ${event.payload.session} belongs to ${owner}, and ${author} wrote with it.`,
            position,
          );
        return;
      }
      case 'ReadingRestored':
        if (before.status !== 'open') wrong('which was not open');
        return;
      case 'ReadingSubmitted':
        if (before.status !== 'open')
          wrong(before.status === 'absent' ? 'which was not open' : 'which was already submitted');
        break;
      case 'ReadingReopened':
        if (before.status !== 'submitted') wrong('which was not submitted');
        break;
      default:
        return;
    }
    if (reading) this.#readings.set(reading, evolveReading(before, event));
  }
}
