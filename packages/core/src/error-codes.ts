/** What each boundary answers for a code: HTTP status, WebSocket close code, and whether trying again can help. */
export interface ErrorRow {
  readonly http: number;
  readonly trpc:
    | 'BAD_REQUEST'
    | 'UNAUTHORIZED'
    | 'FORBIDDEN'
    | 'NOT_FOUND'
    | 'CONFLICT'
    | 'PAYLOAD_TOO_LARGE'
    | 'UNPROCESSABLE_CONTENT'
    | 'TOO_MANY_REQUESTS'
    | 'SERVICE_UNAVAILABLE'
    | 'INTERNAL_SERVER_ERROR';
  readonly close: number;
  readonly retry: 'never' | 'later' | 'now';
}

const row = (http: number, trpc: ErrorRow['trpc'], close: number, retry: ErrorRow['retry'] = 'never'): ErrorRow => ({
  http,
  trpc,
  close,
  retry,
});

/** One total table: a code without a row does not compile. Close codes 4400-4499 tell y-websocket not to reconnect. */
export const ERROR_CODES = {
  /** The request is malformed. Correct it; the details name the field. */
  'bad-request': row(400, 'BAD_REQUEST', 4400),
  /** Nobody is signed in, or the session or token has expired. Sign in again; unsent work stays in the browser. */
  'not-signed-in': row(401, 'UNAUTHORIZED', 4401),
  /** Signed in, but without the role that this needs. Ask a project admin. */
  'not-permitted': row(403, 'FORBIDDEN', 4403),
  /** The project wants this signed: confirm who you are, and say what you sign. */
  'signature-required': row(403, 'FORBIDDEN', 4405),
  /** No such thing, or not visible to this person. */
  'not-found': row(404, 'NOT_FOUND', 4404),
  /** Somebody was faster. Read again, then decide anew. */
  conflict: row(409, 'CONFLICT', 4409, 'now'),
  /** The same content is already there. */
  duplicate: row(409, 'CONFLICT', 4409),
  /** The reading no longer takes edits. */
  'reading-closed': row(409, 'CONFLICT', 4410),
  /** Larger than the configured limit. */
  'too-large': row(413, 'PAYLOAD_TOO_LARGE', 4413),
  /** The file is not what it says, or holds what cannot be labelled. The message says what to do. */
  'unusable-file': row(422, 'UNPROCESSABLE_CONTENT', 4422),
  /** A document update was refused whole. */
  'update-refused': row(422, 'UNPROCESSABLE_CONTENT', 4423),
  /** Too many requests from one connection. */
  'rate-limited': row(429, 'TOO_MANY_REQUESTS', 4429, 'later'),
  /** Postgres cannot be reached. Nothing acknowledged is lost; unsent work is kept. */
  'database-unavailable': row(503, 'SERVICE_UNAVAILABLE', 1013, 'later'),
  /** The disk is full or read-only. Free space, then try again. */
  'storage-full': row(507, 'SERVICE_UNAVAILABLE', 1013, 'later'),
  /** A stored byte does not match its digest. An administrator must look. */
  'integrity-failed': row(500, 'INTERNAL_SERVER_ERROR', 1011),
  /** The runtime (onnxruntime, execution provider) could not do it. */
  'runtime-unavailable': row(503, 'SERVICE_UNAVAILABLE', 1013, 'later'),
  /** A computation got no memory, smaller steps included. Give the worker more. */
  'out-of-memory': row(503, 'SERVICE_UNAVAILABLE', 1013),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERROR_CODES;
