import { describe, expect, it } from 'vitest';
import { heatTable } from './heat-colours.ts';

describe('heatTable', () => {
  it('shows nothing where all is sure, then ever lighter and less transparent colours, never opaque', () => {
    const table = heatTable();
    const shown = Array.from({ length: 256 }, (_, value) => [...table.subarray(4 * value, 4 * value + 4)]);
    expect(shown[0][3]).toBe(0);
    // Relative luminance, WCAG.
    const linear = (c: number) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    const luminance = ([r, g, b]: number[]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    for (let value = 16; value < 256; value += 16) {
      expect(luminance(shown[value])).toBeGreaterThan(luminance(shown[value - 16]));
      expect(shown[value][3]).toBeGreaterThan(shown[value - 16][3]);
    }
    expect(shown[255]).toEqual([240, 249, 33, 191]);
  });
});
