import { isClick, PROMPT_BACKGROUND } from '@scholia/collab';
import { pointsInside, rasteriseStroke } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PAINT_SETTINGS } from '../painting/paint.ts';
import { oppositeOf, TOOLS } from '../registry.ts';
import { type PointerSample, type ToolEffect, ToolMachine } from '../tool.ts';

const GRID = { dims: [40, 30, 20], spacingUm: [700, 900, 2500] } as const;
const at = (ijk: PointerSample['ijk'], axis: 0 | 1 | 2 = 2): PointerSample => ({
  ijk,
  axis,
  screen: [0, 0],
  mmPerPixel: 0.1,
});

function start(name: 'click-inside' | 'click-outside') {
  const effects: ToolEffect[] = [];
  const settings = { ...DEFAULT_PAINT_SETTINGS, label: 3, radiusMm: 20, locked: [3] };
  const machine = new ToolMachine(TOOLS[name], { grid: GRID, settings, emit: (effect) => effects.push(effect) });
  return { machine, effects };
}

describe('the click tools', () => {
  it('[TL17] a press is one voxel of the prompt layer, wherever the hand goes before it lets go', () => {
    const coordinate = fc.double({ min: -0.5, max: 19.4, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(coordinate, coordinate, coordinate),
        fc.constantFrom<(0 | 1 | 2)[]>(0, 1, 2),
        (ijk, axis) => {
          const { machine, effects } = start('click-inside');
          machine.begin(at(ijk, axis));
          machine.update(at([30, 3, 3], axis));
          machine.complete();
          expect(effects.map(({ type }) => type)).toEqual(['PaintExtended', 'PaintCompleted']);
          const [, completed] = effects;
          if (completed.type !== 'PaintCompleted') throw new Error('not completed');
          const { paint } = completed;
          expect(paint).toMatchObject({ layer: 'prompts', value: 3, policy: { mode: 'all' }, locked: [] });
          expect([
            isClick({ type: 'Stroke', shape: paint.shape }),
            pointsInside(GRID.dims, paint.shape.points),
          ]).toEqual([true, true]);
          const voxels: number[][] = [];
          rasteriseStroke(GRID, paint.shape, (...run) => voxels.push(run));
          const [i, j, k] = ijk.map((v) => Math.max(0, Math.round(v)));
          expect(voxels).toEqual([[i, i, j, k]]);
        },
      ),
    );
  });

  it('[TL17] outside is its opposite; a cancelled press commits nothing', () => {
    const { machine, effects } = start('click-outside');
    machine.begin(at([5, 5, 5]));
    machine.cancel();
    expect(effects.at(-1)).toEqual({ type: 'PaintCancelled' });
    machine.begin(at([5, 5, 5]));
    machine.complete();
    expect(effects.at(-1)).toMatchObject({ type: 'PaintCompleted', paint: { value: PROMPT_BACKGROUND } });
    expect([oppositeOf('click-inside'), oppositeOf('click-outside')]).toEqual(['click-outside', 'click-inside']);
  });
});
