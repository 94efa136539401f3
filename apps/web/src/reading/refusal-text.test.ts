import { isRefusalCode, REFUSALS } from '@scholia/collab';
import { describe, expect, it } from 'vitest';
import { refusalText } from './refusal-text.ts';

describe('refusalText', () => {
  it.each(Object.keys(REFUSALS).filter(isRefusalCode))('says what happened and where the edits are: %s', (code) => {
    for (const edits of [1, 3]) {
      const { what, advice } = refusalText(code, edits, true);
      expect(what).toMatch(edits === 1 ? /^1 edit (was|came)/ : /^3 edits (were|came)/);
      expect(what).toMatch(/\.$/);
      expect(advice).toContain('kept in this browser');
      // The code, in brackets, is for a report; the rest is plain words.
      expect(`${what} ${advice}`.replace(`(${code})`, '')).not.toMatch(/operation|session|lamport|blob|\(/);
    }
  });

  it('offers to add them to a reading that was opened again', () => {
    expect(refusalText('reading-closed', 2, true).advice).toContain('open again');
    expect(refusalText('reading-closed', 2, false).advice).toContain('if the reading is reopened');
  });
});
