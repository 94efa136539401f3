import { describe, expect, it } from 'vitest';
import type { HistoryRow } from './group-rows.ts';
import { clockText, machineName, spanText, toolName } from './texts.ts';

const at = (hours: number, minutes: number, day = 25) => new Date(2026, 10, day, hours, minutes);
const rowAt = (date: Date) => ({ at: date.toISOString() }) as HistoryRow;

describe('texts', () => {
  it('tell the time, with the day when it is another', () => {
    const now = at(18, 0).getTime();
    expect(clockText(at(14, 3).toISOString(), now)).toBe('14:03');
    expect(clockText(at(0, 3).toISOString(), now)).toBe('00:03');
    expect(clockText(at(14, 3, 24).toISOString(), now)).toMatch(/24.*, 14:03$/);
    expect(spanText([rowAt(at(14, 9)), rowAt(at(14, 5)), rowAt(at(14, 3))], now)).toBe('14:03\u201314:09');
    expect(spanText([rowAt(at(14, 3)), rowAt(at(14, 3))], now)).toBe('14:03');
  });

  it('name tools and machines', () => {
    expect([toolName('floodFill'), toolName('brush'), toolName('laser')]).toEqual(['fill', 'brush', 'laser']);
    expect(machineName({ modelVersion: 3, method: null })).toBe('Model v3');
    expect(machineName({ modelVersion: null, method: 'graph-cut' })).toBe('Graph cut');
    expect(machineName({ modelVersion: null, method: null })).toBe('A model');
  });
});
