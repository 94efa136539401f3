import type { DomainEvent } from './event.ts';

/** A refusal: the command is well-formed, the answer is no. `message` says what to do about it. */
export interface Rejection<Code extends string> {
  readonly type: 'Rejected';
  readonly code: Code;
  readonly message: string;
}

/** What `decide` answers. Appending no events is an answer too: what was asked for is so already. */
export type Decision<Event extends DomainEvent, Code extends string> =
  | { readonly type: 'Accepted'; readonly events: readonly Event[] }
  | Rejection<Code>;

export function accepted<Event extends DomainEvent>(...events: readonly Event[]) {
  return { type: 'Accepted', events } as const;
}

export function rejected<const Code extends string>(code: Code, message: string): Rejection<Code> {
  return { type: 'Rejected', code, message };
}
