import { seededRandom } from '@scholia/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Multigrid } from './multigrid.ts';
import { gathered, type Ties } from './network.ts';

/** A square of nodes, each tied to its neighbours by weights from 10^-4 to 1, grounded in one corner. */
function square(length: number, seed: number): Ties {
  const random = seededRandom(seed);
  const count = length * length;
  const [right, down] = [0, 1].map(() => Float32Array.from({ length: count }, () => 10 ** (-4 * random.next() ** 3)));
  return {
    count,
    groundOf: (node) => (node === 0 ? 1 : 0),
    visit(node, each) {
      const [i, j] = [node % length, Math.floor(node / length)];
      if (i > 0) each(node - 1, right[node - 1]);
      if (i + 1 < length) each(node + 1, right[node]);
      if (j > 0) each(node - length, down[node - length]);
      if (j + 1 < length) each(node + length, down[node]);
    },
  };
}

describe('Multigrid', () => {
  it('leaves less of every error, measured by its power', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 14 }), fc.nat(), (length, seed) => {
        const ties = square(length, seed);
        const each = { of: Int32Array.from({ length: ties.count }, (_, node) => node), count: ties.count };
        const multigrid = new Multigrid(gathered(ties, each));
        const random = seededRandom(seed + 1);
        const x = Array.from({ length: ties.count }, () => random.gaussian());
        const flow = (node: number) => {
          let sum = ties.groundOf(node) * x[node];
          ties.visit(node, (other, weight) => {
            sum += weight * (x[node] - x[other]);
          });
          return sum;
        };
        const powerOfX = () => x.reduce((power, value, node) => power + value * flow(node), 0);
        const before = powerOfX();
        multigrid.right.set(x.map((_, node) => flow(node)));
        multigrid.solve();
        multigrid.answer.forEach((value, node) => {
          x[node] -= value;
        });
        expect(powerOfX()).toBeLessThan(0.8 * before);
      }),
    );
  });
});
