import { seededRandom } from '@scholia/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gathered, groupsOf, type Ties, tiesOf } from './network.ts';

/** Weight of each pair and ground of each node, of a connected network; some weights are alike. */
const networks = fc
  .record({ count: fc.integer({ min: 1, max: 30 }), seed: fc.nat(), levels: fc.constantFrom(1, 3, 1000) })
  .map(({ count, seed, levels }) => {
    const random = seededRandom(seed);
    const weights = new Map<string, number>();
    const weight = () => (1 + random.integer(levels)) / 8;
    for (let node = 1; node < count; node++) weights.set(`${random.integer(node)} ${node}`, weight());
    for (let n = 0; n < count; n++) {
      const [a, b] = [random.integer(count), random.integer(count)];
      if (a < b) weights.set(`${a} ${b}`, weight());
    }
    const pairs = [...weights].map(([pair, w]) => ({ nodes: pair.split(' ').map(Number), weight: w }));
    const ground = Float32Array.from({ length: count }, (_, node) => (node === 0 ? 1 : random.integer(2)));
    return { count, pairs, ground };
  });
type Plain = typeof networks extends fc.Arbitrary<infer T> ? T : never;

const plainTies = ({ count, pairs, ground }: Plain): Ties => ({
  count,
  groundOf: (node) => ground[node],
  visit(node, each) {
    for (const { nodes, weight } of pairs) {
      if (nodes[0] === node) each(nodes[1], weight);
      if (nodes[1] === node) each(nodes[0], weight);
    }
  },
});

/** sum_pq w_pq (x_p - x_q)^2 + sum_p ground_p x_p^2, every pair once. */
function powerOf(ties: Ties, x: readonly number[]): number {
  let power = 0;
  for (let node = 0; node < ties.count; node++) {
    power += ties.groundOf(node) * x[node] ** 2;
    ties.visit(node, (other, weight) => {
      power += 0.5 * weight * (x[node] - x[other]) ** 2;
    });
  }
  return power;
}

describe('groupsOf', () => {
  it('leaves nobody alone who is tied, and puts each with one that it is tied to at least half as much as to any', () => {
    fc.assert(
      fc.property(networks, (plain) => {
        const ties = plainTies(plain);
        const { of, count } = groupsOf(ties);
        expect(new Set(of)).toEqual(new Set(Array.from({ length: count }, (_, group) => group)));
        for (let node = 0; node < plain.count; node++) {
          let [most, mostWithin] = [0, 0];
          ties.visit(node, (other, weight) => {
            most = Math.max(most, weight);
            if (of[other] === of[node]) mostWithin = Math.max(mostWithin, weight);
          });
          expect(mostWithin).toBeGreaterThanOrEqual(most / 2);
        }
      }),
    );
  });

  it('makes no long chains where all ties are alike', () => {
    const count = 1000;
    const line: Ties = {
      count,
      groundOf: () => 0,
      visit(node, each) {
        if (node > 0) each(node - 1, 1);
        if (node + 1 < count) each(node + 1, 1);
      },
    };
    const sizes = new Map<number, number>();
    for (const group of groupsOf(line).of) sizes.set(group, (sizes.get(group) ?? 0) + 1);
    expect(Math.max(...sizes.values())).toBeLessThan(12);
  });

  it('knows who has neither a tie nor a ground', () => {
    const ties = { count: 3, groundOf: (node: number) => (node === 1 ? 1 : 0), visit() {} };
    expect(groupsOf(ties)).toEqual({ of: Int32Array.of(-1, 0, -1), count: 1 });
  });
});

describe('gathered', () => {
  it('costs what the whole network costs where groups are constant', () => {
    fc.assert(
      fc.property(networks, fc.nat(), (plain, seed) => {
        const ties = plainTies(plain);
        const groups = groupsOf(ties);
        const random = seededRandom(seed);
        const x = Array.from({ length: groups.count }, () => random.gaussian());
        const power = powerOf(tiesOf(gathered(ties, groups)), x);
        const whole = powerOf(
          ties,
          Array.from(groups.of, (group) => x[group]),
        );
        expect(power).toBeCloseTo(whole, 4);
      }),
    );
  });

  it('lists each tie at both of its nodes, those to nodes before it first', () => {
    fc.assert(
      fc.property(networks, (plain) => {
        const ties = plainTies(plain);
        const { count, first, later, to, weights, ground, inverse } = gathered(ties, groupsOf(ties));
        const seen = new Map<string, number>();
        for (let node = 0; node < count; node++) {
          let sum = ground[node];
          for (let at = first[node]; at < first[node + 1]; at++) {
            expect(to[at] < node).toBe(at < later[node]);
            expect(to[at]).not.toBe(node);
            seen.set(`${node} ${to[at]}`, weights[at]);
            sum += weights[at];
          }
          expect(inverse[node] * sum).toBeCloseTo(1, 5);
        }
        expect(seen.size).toBe(to.length);
        for (const [pair, weight] of seen) expect(seen.get(pair.split(' ').reverse().join(' '))).toBeCloseTo(weight, 4);
      }),
    );
  });
});
