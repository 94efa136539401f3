import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BucketQueue } from './bucket-queue.ts';

const SPAN = 5;
const CELLS = 12;

describe('BucketQueue', () => {
  it('behaves like a list that is searched', () => {
    const action = fc.record({
      type: fc.constantFrom('put', 'put', 'remove', 'take'),
      cell: fc.nat(CELLS - 1),
      above: fc.nat(SPAN),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const queue = new BucketQueue(CELLS, SPAN);
        let list: { cell: number; priority: number }[] = [];
        for (const { type, cell, above } of actions) {
          const queued = list.find((entry) => entry.cell === cell);
          if (type === 'put' && !queued) {
            const priority = queue.least + above;
            queue.put(cell, priority);
            list.push({ cell, priority });
          } else if (type === 'remove' && queued) {
            queue.remove(cell, queued.priority);
            list = list.filter((entry) => entry !== queued);
          } else if (type === 'take') {
            const least = Math.min(...list.map(({ priority }) => priority));
            const expected = list.find(({ priority }) => priority === least);
            expect(queue.take()).toBe(expected?.cell ?? -1);
            if (expected) expect(queue.least).toBe(least);
            list = list.filter((entry) => entry !== expected);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
