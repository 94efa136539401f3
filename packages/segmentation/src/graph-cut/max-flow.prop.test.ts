import type { Dims } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visitPairs } from '../grid/pairs.ts';
import { MaxFlow } from './max-flow.ts';

interface Problem {
  readonly dims: Dims;
  /** Per voxel: capacity from the source, to the sink. */
  readonly terminals: readonly (readonly [number, number])[];
  /** Per voxel and axis: capacity to the next one, and back. */
  readonly edges: readonly (readonly [number, number, number])[];
  readonly backs: readonly (readonly [number, number, number])[];
}

const problems = (longest: number, largest: number): fc.Arbitrary<Problem> => {
  const length = fc.integer({ min: 1, max: longest });
  // Zeros and ties are where trees break.
  const capacity = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: largest }));
  return fc.tuple(length, length, length).chain((dims) => {
    const count = dims[0] * dims[1] * dims[2];
    const each = { minLength: count, maxLength: count };
    return fc.record({
      dims: fc.constant<Dims>(dims),
      terminals: fc.array(fc.tuple(capacity, capacity), each),
      edges: fc.array(fc.tuple(capacity, capacity, capacity), each),
      backs: fc.array(fc.tuple(capacity, capacity, capacity), each),
    });
  });
};

function solve({ dims, terminals, edges, backs }: Problem, steps?: number): { flow: number; mask: number[] } {
  const grid = new MaxFlow(terminals.length, 6);
  terminals.forEach(([source, sink], voxel) => {
    grid.setTerminals(voxel, source, sink);
  });
  visitPairs(dims, (a, b, axis) => {
    grid.setEdge(a, axis, b, edges[a][axis], backs[a][axis]);
  });
  while (!grid.run(steps));
  return { flow: grid.flow, mask: terminals.map((_, voxel) => (grid.isSource(voxel) ? 1 : 0)) };
}

/** Weight of the cut that puts the masked voxels on the source's side. */
function cutWeight({ dims, terminals, edges, backs }: Problem, mask: readonly number[]): number {
  let weight = 0;
  terminals.forEach(([source, sink], voxel) => {
    weight += mask[voxel] === 1 ? sink : source;
  });
  visitPairs(dims, (a, b, axis) => {
    if (mask[a] > mask[b]) weight += edges[a][axis];
    if (mask[a] < mask[b]) weight += backs[a][axis];
  });
  return weight;
}

/** Edmonds and Karp 1972 on an adjacency matrix: slow, and hard to get wrong. */
function edmondsKarp({ dims, terminals, edges, backs }: Problem): number {
  const count = terminals.length;
  const [source, sink] = [count, count + 1];
  const capacity = Array.from({ length: count + 2 }, () => new Float64Array(count + 2));
  terminals.forEach(([from, to], voxel) => {
    capacity[source][voxel] = from;
    capacity[voxel][sink] = to;
  });
  visitPairs(dims, (a, b, axis) => {
    capacity[a][b] = edges[a][axis];
    capacity[b][a] = backs[a][axis];
  });
  let flow = 0;
  for (;;) {
    const parent = new Int32Array(count + 2).fill(-1);
    parent[source] = source;
    const queue = [source];
    for (const node of queue)
      for (let other = 0; other < count + 2; other++) {
        if (parent[other] !== -1 || capacity[node][other] === 0) continue;
        parent[other] = node;
        queue.push(other);
      }
    if (parent[sink] === -1) return flow;
    let amount = Number.POSITIVE_INFINITY;
    for (let node = sink; node !== source; node = parent[node]) amount = Math.min(amount, capacity[parent[node]][node]);
    for (let node = sink; node !== source; node = parent[node]) {
      capacity[parent[node]][node] -= amount;
      capacity[node][parent[node]] += amount;
    }
    flow += amount;
  }
}

describe('MaxFlow', () => {
  it('finds the flow that Edmonds and Karp find, and a cut of that weight', () => {
    fc.assert(
      fc.property(problems(4, 100), (problem) => {
        const { flow, mask } = solve(problem);
        expect(flow).toBe(edmondsKarp(problem));
        expect(cutWeight(problem, mask)).toBe(flow);
      }),
      { numRuns: 400 },
    );
  });

  it('is beaten by no other labelling', () => {
    fc.assert(
      fc.property(
        problems(2, 1000).filter(({ terminals }) => terminals.length <= 8),
        (problem) => {
          const count = problem.terminals.length;
          let least = Number.POSITIVE_INFINITY;
          for (let set = 0; set < 1 << count; set++)
            least = Math.min(
              least,
              cutWeight(
                problem,
                Array.from({ length: count }, (_, v) => (set >> v) & 1),
              ),
            );
          expect(solve(problem).flow).toBe(least);
        },
      ),
    );
  });

  it('certifies larger grids: the cut it returns weighs as much as the flow', () => {
    fc.assert(
      fc.property(problems(12, 1_000_000), (problem) => {
        const { flow, mask } = solve(problem);
        expect(cutWeight(problem, mask)).toBe(flow);
      }),
      { numRuns: 30 },
    );
  });

  it('does not care how often it is interrupted', () => {
    fc.assert(
      fc.property(problems(4, 50), fc.integer({ min: 1, max: 7 }), (problem, steps) => {
        expect(solve(problem, steps)).toEqual(solve(problem));
      }),
    );
  });
});
