import { Labelmap } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { changesOf, fromPlain, type LabelWork, parametersOf, toPlain } from './label-work.ts';

const GRID = { dims: [40, 8, 8], spacingUm: [1000, 1000, 1000] } as const;

function labels(): Labelmap {
  const labelmap = new Labelmap(GRID.dims);
  for (let j = 2; j < 6; j++) labelmap.fillRun(3, 8, j, 4, 1);
  labelmap.set(4, 4, 4, 0);
  labelmap.fillRun(30, 30, 2, 4, 1);
  labelmap.fillRun(6, 12, 3, 4, 2);
  return labelmap;
}

describe('label work', () => {
  const all: LabelWork[] = [
    { label: 1, tool: 'islands', keep: 'largest' },
    { label: 1, tool: 'islands', keep: 'large', minVoxels: 4 },
    { label: 1, tool: 'fillHoles', axis: 2 },
    { label: 1, tool: 'smooth', radiusMm: 1 },
    { label: 1, tool: 'margin', marginMm: -1 },
    { label: 1, tool: 'interpolate', axis: 0 },
    { label: 1, tool: 'combine', how: 'copy', other: 2 },
  ];

  it.each(all)('$tool gives the same through a worker\u2019s messages', (work) => {
    const there = fromPlain(structuredClone(toPlain(labels())));
    const back = fromPlain(structuredClone(toPlain(changesOf(work, GRID, there))));
    expect(back.toDense()).toEqual(changesOf(work, GRID, labels()).toDense());
    expect(back.isEmpty).toBe(false);
  });

  it('tells its tool and its numbers', () => {
    expect(parametersOf(all[1])).toEqual({ tool: 'islands', parameters: { label: 1, minVoxels: 4 } });
    expect(parametersOf(all[6])).toEqual({ tool: 'combine', parameters: { label: 1, other: 2 } });
  });
});
