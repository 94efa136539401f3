import { regionInside } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PAINT_SETTINGS, type PaintSettings } from '../painting/paint.ts';
import { TOOLS, type ToolName } from '../registry.ts';
import { type PointerSample, type ToolContext, type ToolEffect, ToolMachine } from '../tool.ts';
import type { RegionPaint } from './region-paint.ts';

const GRID = { dims: [40, 30, 20], spacingUm: [700, 900, 2500] } as const;

function drawn(name: ToolName, path: readonly PointerSample['ijk'][], settings: Partial<PaintSettings> = {}, axis = 2) {
  const effects: ToolEffect[] = [];
  const context = {
    grid: GRID,
    settings: { ...DEFAULT_PAINT_SETTINGS, ...settings },
    emit: (effect: ToolEffect) => effects.push(effect),
  };
  const machine = new ToolMachine(TOOLS[name], context as ToolContext);
  for (const [n, ijk] of path.entries()) {
    const sample = { ijk, axis: axis as 0 | 1 | 2, screen: [0, 0] as const, mmPerPixel: 0.2 };
    if (n === 0) machine.begin(sample);
    else machine.update(sample);
  }
  return { effects, machine, context };
}

const completed = (effects: readonly ToolEffect[]): RegionPaint[] =>
  effects.flatMap((effect) => (effect.type === 'RegionCompleted' ? [effect.paint] : []));

describe('outlining', () => {
  it('[TL8] one gesture is one region, in the slice where it began', () => {
    const { machine, effects } = drawn('lasso', [
      [5, 5, 7],
      [15, 5, 7.3],
      [15, 12, 7],
    ]);
    machine.complete();
    expect(completed(effects)).toEqual([
      {
        layer: 'labels',
        value: 1,
        region: { type: 'polygon', axis: 2, first: 7, last: 7, points: Int32Array.of(40, 40, 120, 40, 120, 96) },
        policy: { mode: 'all' },
        locked: [],
      },
    ]);
    expect(machine.isActive).toBe(false);
  });

  it('[TL8] a rectangle goes from voxel to voxel, in any direction; the eraser writes 0', () => {
    const { machine, effects } = drawn(
      'rectangle-eraser',
      [
        [20, 12, 3],
        [8.6, 25, 3],
      ],
      { label: 5 },
    );
    machine.complete();
    const [paint] = completed(effects);
    expect(paint).toMatchObject({ value: 0, region: { type: 'box', from: [9, 12, 3], to: [20, 25, 3] } });
  });

  it('[TL9] with a sphere in hand the region goes through the slices within its radius', () => {
    const { machine, effects } = drawn(
      'rectangle',
      [
        [2, 2, 1],
        [4, 4, 1],
      ],
      { shape: 'sphere', radiusMm: 6 },
    );
    machine.complete();
    expect(completed(effects)[0].region).toMatchObject({ from: [2, 2, 0], to: [4, 4, 3] });
  });

  it('[TL10] regions lie in the image, wherever the pointer goes, and cancel leaves nothing', () => {
    const coordinate = fc.double({ min: -30, max: 70, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 1, maxLength: 40 }),
        fc.constantFrom('lasso' as const, 'rectangle' as const),
        fc.constantFrom(0, 1, 2),
        fc.boolean(),
        (path, tool, axis, isCancelled) => {
          const { machine, effects } = drawn(tool, path, { shape: 'sphere', radiusMm: 9 }, axis);
          machine[isCancelled ? 'cancel' : 'complete']();
          const paints = completed(effects);
          for (const { region } of paints) expect(regionInside(GRID.dims, region)).toBe(true);
          if (isCancelled) expect(paints).toEqual([]);
          expect(paints.length + effects.filter(({ type }) => type === 'PaintCancelled').length).toBe(1);
        },
      ),
    );
    const click = drawn('lasso', [[5, 5, 7]]);
    click.machine.complete();
    expect(click.effects).toEqual([{ type: 'PaintCancelled' }]);
  });
});
