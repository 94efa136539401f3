import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellOf } from './csv.ts';

describe('a cell', () => {
  it('reads back as what was written, but for the apostrophe before a formula', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', ' ', "'", '=', '+', '-', '@', '\t', 'a') }),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (cells) => {
        const row = `${['0', ...cells].map(cellOf).join(',')}\r\n`;
        const [read] = parse(row, { record_delimiter: '\r\n' });
        const written = cells.map((cell) => (['=', '+', '-', '@', '\t', '\r'].includes(cell[0]) ? `'${cell}` : cell));
        expect(read).toEqual(['0', ...written]);
      }),
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('is no formula: %j', (text) => {
    expect(parse(cellOf(text), { record_delimiter: '\r\n' })[0][0]).toBe(`'${text}`);
  });
});
