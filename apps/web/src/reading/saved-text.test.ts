import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SaveFacts, savedText } from './saved-text.ts';

const live: SaveFacts = { connection: 'live', savedPosition: 12n, unsaved: 0, writable: true, keptLocally: true };

describe('savedText', () => {
  it('names the position of the last commit', () => {
    expect(savedText(live)).toEqual({ tone: 'ok', text: 'Saved at #12' });
  });

  it('says where unsent work is', () => {
    expect(savedText({ ...live, connection: 'offline', unsaved: 3 }).text).toBe(
      'Offline · 3 edits unsaved, kept in this browser',
    );
    expect(savedText({ ...live, connection: 'offline', unsaved: 1, keptLocally: false }).text).toBe(
      'Offline · 1 edit unsaved, kept only while this page is open',
    );
    expect(savedText({ ...live, writable: false, unsaved: 1 }).text).toBe('1 edit unsaved, kept in this browser');
  });

  it('never looks saved while anything is unsaved', () => {
    const facts = fc.record({
      connection: fc.constantFrom('live' as const, 'connecting' as const, 'offline' as const),
      savedPosition: fc.bigInt(0n, 1000n),
      unsaved: fc.integer({ min: 1, max: 50 }),
      writable: fc.boolean(),
      keptLocally: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, (given) => {
        const { tone, text } = savedText(given);
        expect(tone).not.toBe('ok');
        expect(text).not.toContain('Saved at');
        expect(text).toContain(String(given.unsaved));
      }),
    );
  });
});
