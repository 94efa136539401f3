import type { UserId } from '@scholia/core';

/** Who sent a request, as the server knows it. Nothing in here comes from the client. */
export interface Identity {
  readonly userId: UserId;
  readonly name: string;
  /** '#rrggbb', the person's own colour everywhere. */
  readonly color: string;
  /** Administrator of the organisation: acts as 'admin' in every project. */
  readonly isAdmin: boolean;
  /** Auditor of the organisation: may look at everything, the whole log included, and change nothing. */
  readonly isAuditor: boolean;
  readonly via: 'session' | 'token';
}

/** What `authenticate` looks at: fits a Fetch Request and a WebSocket upgrade alike. `url` may be a path. */
export interface IncomingRequest {
  readonly headers: Headers;
  readonly url: string;
  /** Asked by the server itself, not because a person did something: must not keep a session alive. */
  readonly isBackground?: boolean | undefined;
}
