import { describe, expect, it } from 'vitest';
import { pyramidOf } from '../graph-cut/pyramid.ts';
import { pooledEvidence, spread } from './between-levels.ts';

const cells = [5, 4, 3] as const;
const image = new Float32Array(60);
const levels = pyramidOf({ image, seeds: new Uint8Array(60) }, cells, [1, 1, 2], 20);

describe('between levels', () => {
  it('pools to the mean of the cells of a block, which spread finds', () => {
    const odds = Float32Array.from(image, (_, cell) => ((cell * 7) % 11) - 5);
    const evidence = pooledEvidence(odds, levels);
    const coarsest = levels[levels.length - 1];
    expect(levels).toHaveLength(2);
    odds.forEach((value, cell) => {
      expect(evidence(levels[0], cell, 0, 0, 0)).toBe(value);
    });
    for (let block = 0; block < coarsest.seeds.length; block++) {
      const inBlock = spread(
        coarsest.seeds.map((_, other) => (other === block ? 1 : 0)),
        levels,
      );
      const members = [...odds.keys()].filter((cell) => inBlock[cell] === 1);
      const mean = members.reduce((sum, cell) => sum + odds[cell], 0) / members.length;
      expect(evidence(coarsest, block, 0, 0, 0)).toBeCloseTo(mean, 5);
    }
  });
});
