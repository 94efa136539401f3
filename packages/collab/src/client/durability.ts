import { type ServerNotice, stateVectorOf } from '../notice.ts';
import type { OperationId } from '../operation.ts';

/** What the server has said is durable. Nothing else counts as saved: not a sent message, not an echo. */
export class Durability {
  readonly #clocks = new Map<number, number>();
  #position = 0n;

  /** The log position of the last Committed notice. */
  get position(): bigint {
    return this.#position;
  }

  commit(notice: Extract<ServerNotice, { type: 'Committed' }>): void {
    for (const [session, clock] of stateVectorOf(notice)) this.raise(session, clock);
    const position = BigInt(notice.position);
    if (position > this.#position) this.#position = position;
  }

  raise(session: number, clock: number): void {
    if (clock > this.clockOf(session)) this.#clocks.set(session, clock);
  }

  /** Number of durable operations of a session. */
  clockOf(session: number): number {
    return this.#clocks.get(session) ?? 0;
  }

  clocks(): [session: number, clock: number][] {
    return [...this.#clocks];
  }

  /** True if a document with these clocks holds everything that is durable. */
  isCoveredBy(clockOf: (session: number) => number): boolean {
    for (const [session, clock] of this.#clocks) if (clockOf(session) < clock) return false;
    return true;
  }

  covers(id: OperationId): boolean {
    return id.counter < this.clockOf(id.session);
  }
}
