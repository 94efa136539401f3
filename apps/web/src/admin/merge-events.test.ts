import { describe, expect, it } from 'vitest';
import { mergeEvents } from './merge-events.ts';

const at = (...positions: string[]) => positions.map((position) => ({ position }));

describe('mergeEvents', () => {
  it('keeps each once, newest first, in the order of numbers', () => {
    expect(mergeEvents(at('9', '2'), at('10', '9'), 10)).toEqual(at('10', '9', '2'));
  });
  it('drops the oldest', () => {
    expect(mergeEvents(at('1', '2'), at('3'), 2)).toEqual(at('3', '2'));
  });
});
