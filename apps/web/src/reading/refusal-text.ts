import type { RefusalCode } from '@scholia/collab';
import { count } from '../ui/format.ts';

export interface RefusalText {
  /** What happened, and why. */
  readonly what: string;
  /** What the person can do. */
  readonly advice: string;
}

/** Why edits were set aside, for the person who made them. `edits` is how many; `canRetry` whether edits are taken now. */
export function refusalText(code: RefusalCode, edits: number, canRetry: boolean): RefusalText {
  const some = count(edits, 'edit');
  const isOne = edits === 1;
  const them = isOne ? 'it' : 'them';
  const kept = `${isOne ? 'It is' : 'They are'} kept in this browser, and nobody else sees ${them}.`;
  const were = isOne ? 'was' : 'were';
  switch (code) {
    case 'reading-closed':
      return {
        what: `${some} came after this reading was submitted, and ${were} not added.`,
        advice: canRetry
          ? `${kept} The reading is open again: add ${them} now.`
          : `${kept} Add ${them} if the reading is reopened.`,
      };
    case 'read-only':
    case 'not-permitted':
      return {
        what: `${some} ${were} not added: you may view this reading, but not edit it.`,
        advice: `${kept} Ask a project admin for the right to edit, then add ${them}.`,
      };
    case 'rate-limited':
      return {
        what: `${some} ${were} not added: too many came in a short time.`,
        advice: `${kept} Wait a moment, then add ${them} again.`,
      };
    case 'unknown-label':
      return {
        what: `${some} ${were} not added: this project no longer has the label.`,
        advice: `${kept} Once the label is back, add ${them} again.`,
      };
    case 'not-your-operation':
      return {
        what: `${some} ${were} not added: only a reviewer may undo somebody else\u2019s work.`,
        advice: `${kept} Ask the author or a reviewer.`,
      };
    case 'outside-image':
      return {
        what: `${some} ${were} not added: ${isOne ? 'it reaches' : 'they reach'} outside of the image.`,
        advice: kept,
      };
    case 'unrecorded-proposal':
    case 'unknown-blob':
      return {
        what: `${some} ${were} not added: the proposal behind ${them} is not on the server.`,
        advice: `${kept} Ask for the proposal again, and accept that one.`,
      };
    case 'too-large':
      return {
        what: `${some} ${were} not added: too large for one step.`,
        advice: `${kept} Draw ${them} again in smaller parts.`,
      };
    case 'malformed':
    case 'missing-dependencies':
    case 'deletes-history':
    case 'foreign-session':
    case 'bad-lamport':
    case 'unknown-operation':
    case 'unrecorded-restore':
      return {
        what: `${some} ${were} not added: the server could not fit ${them} to what it has (${code}).`,
        advice: `${kept} Add ${them} again; if that fails, save ${them} to a file and tell an administrator.`,
      };
  }
}
