/** Why an update is refused. Sent to the client and recorded as an event; the sentence beside it is for people. */
export const REFUSALS = {
  malformed: 'The update is not made of label operations.',
  'missing-dependencies': 'The update builds on operations that the server does not have.',
  'deletes-history': 'The update deletes operations; undo adds one instead.',
  'foreign-session': 'The update writes under a session of somebody else.',
  'bad-lamport': 'An operation claims an impossible place in the order.',
  'unknown-label': 'An operation uses a label that the project does not have.',
  'outside-image': 'A point of a shape lies outside of the image.',
  'not-your-operation': 'An operation undoes the work of somebody else; only a reviewer may, with a reason.',
  'unknown-operation': 'An operation undoes one that does not exist.',
  'unrecorded-proposal':
    'A mask claims a proposal that the server has not recorded, or has recorded with another content.',
  'unrecorded-restore': 'A patch claims to restore earlier labels; only the server does, with a reason.',
  'unknown-blob': 'A mask names a content that has not been uploaded.',
  'too-large': 'The update or one of its operations is too large.',
  'reading-closed': 'The reading no longer takes edits.',
  'read-only': 'You may view this reading, but not edit it.',
  'not-permitted': 'You may not edit this reading.',
  'rate-limited': 'Too many updates in a short time.',
} as const satisfies Record<string, string>;

export type RefusalCode = keyof typeof REFUSALS;

export function isRefusalCode(text: unknown): text is RefusalCode {
  return typeof text === 'string' && Object.hasOwn(REFUSALS, text);
}
