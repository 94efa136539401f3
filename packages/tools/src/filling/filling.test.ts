import { expect, it } from 'vitest';
import { DEFAULT_PAINT_SETTINGS, type PaintSettings } from '../painting/paint.ts';
import { TOOLS, type ToolName } from '../registry.ts';
import { type ToolContext, type ToolEffect, ToolMachine } from '../tool.ts';

const GRID = { dims: [40, 30, 20], spacingUm: [700, 900, 2500] } as const;

function pressed(tool: ToolName, settings: Partial<PaintSettings> = {}): ToolEffect[] {
  const effects: ToolEffect[] = [];
  const context: ToolContext = {
    grid: GRID,
    settings: { ...DEFAULT_PAINT_SETTINGS, ...settings },
    emit: (effect) => effects.push(effect),
  };
  const machine = new ToolMachine(TOOLS[tool], context);
  machine.begin({ ijk: [39.4, -0.4, 6.6], axis: 2, screen: [0, 0], mmPerPixel: 0.2 });
  machine.update({ ijk: [1, 1, 1], axis: 2, screen: [9, 9], mmPerPixel: 0.2 });
  machine.complete();
  return effects;
}

it('[TL12] a press places one seed, in a voxel of the image: in the slice, or in 3D with a sphere in hand', () => {
  const base = { layer: 'labels', seed: [39, 0, 7], policy: { mode: 'all' }, locked: [], range: undefined } as const;
  expect(pressed('fill', { label: 3 })).toEqual([{ type: 'SeedPlaced', paint: { ...base, value: 3, axis: 2 } }]);
  const range = { low: 1, high: 5 };
  expect(pressed('fill-eraser', { shape: 'sphere', range })).toEqual([
    { type: 'SeedPlaced', paint: { ...base, value: 0, axis: undefined, range } },
  ]);
});
