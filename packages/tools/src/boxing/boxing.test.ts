import { type BoxShape, regionInside } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PAINT_SETTINGS, type PaintSettings } from '../painting/paint.ts';
import { TOOLS } from '../registry.ts';
import { type Axis, type PointerSample, type ToolContext, type ToolEffect, ToolMachine } from '../tool.ts';
import { gripAt } from './box.ts';

const GRID = { dims: [40, 30, 20], spacingUm: [1000, 1000, 2500] } as const;

const at = (i: number, j: number, k: number, axis: Axis = 2): PointerSample => ({
  ijk: [i, j, k],
  axis,
  screen: [0, 0],
  mmPerPixel: 0.1,
});

function start(settings: Partial<PaintSettings> = {}) {
  const effects: ToolEffect[] = [];
  const context = {
    grid: GRID,
    settings: { ...DEFAULT_PAINT_SETTINGS, ...settings },
    emit: (effect: ToolEffect) => effects.push(effect),
  };
  const machine = new ToolMachine(TOOLS.box, context as ToolContext);
  const drag = (from: PointerSample, to: PointerSample, how: 'complete' | 'cancel' = 'complete') => {
    machine.begin(from);
    machine.update(to);
    machine[how]();
  };
  const shown = () => {
    const last = effects.at(-1);
    return last?.type === 'RegionOutlined' ? last.paint.region : undefined;
  };
  return { machine, effects, context, drag, shown };
}

const boxOf = (from: BoxShape['from'], to: BoxShape['to']): BoxShape => ({ type: 'box', from, to });

describe('the box tool', () => {
  it('[TL13] a box is as deep as the mean of its sides, on both sides of the slice, and ends with the image', () => {
    const { drag, effects, shown } = start();
    drag(at(10, 8, 9), at(21, 15, 9));
    expect(effects.at(-2)).toEqual({ type: 'CrosshairMoved', ijk: [15, 11, 9] });
    // 12 mm by 8 mm: 10 mm deep, which is four slices, an odd number of them around slice 9.
    expect(shown()).toEqual(boxOf([10, 8, 7], [21, 15, 11]));
    const coronal = start();
    coronal.drag(at(30, 29, 10, 1), at(39, 29, 6, 1));
    expect(coronal.shown()).toEqual(boxOf([30, 24, 6], [39, 29, 10]));
  });

  it('[TL14] it rests until it is fixed, once, as a prompt of the label that was chosen when it was drawn', () => {
    const { machine, effects, context, drag } = start({
      label: 3,
      policy: { mode: 'onlyLabel', label: 7 },
      locked: [3],
    });
    drag(at(10, 8, 9), at(21, 15, 9));
    expect([machine.stateName, machine.isActive]).toEqual(['resting', true]);
    context.settings = { ...context.settings, label: 5 };
    expect(effects.some(({ type }) => type === 'RegionCompleted')).toBe(false);
    machine.complete();
    const region = boxOf([10, 8, 7], [21, 15, 11]);
    const paint = { layer: 'prompts', value: 3, region, policy: { mode: 'onlyEmpty' }, locked: [] };
    expect(effects.at(-1)).toEqual({ type: 'RegionCompleted', paint });
    expect(machine.isActive).toBe(false);
    machine.complete();
    expect(effects.filter(({ type }) => type === 'RegionCompleted')).toHaveLength(1);
  });

  it('[TL14] cancel drops it; a click beside it leaves it, and a drag there draws another', () => {
    const { machine, effects, drag, shown } = start();
    drag(at(10, 8, 9), at(21, 15, 9));
    drag(at(30, 25, 9), at(30.2, 25, 9));
    expect(shown()).toEqual(boxOf([10, 8, 7], [21, 15, 11]));
    drag(at(30, 20, 9), at(35, 25, 9), 'cancel');
    expect(shown()).toEqual(boxOf([10, 8, 7], [21, 15, 11]));
    drag(at(30, 20, 9), at(35, 25, 9));
    expect(shown()).toEqual(boxOf([30, 20, 8], [35, 25, 10]));
    machine.cancel();
    expect(effects.at(-1)).toEqual({ type: 'PaintCancelled' });
    expect([machine.isActive, effects.some(({ type }) => type === 'RegionCompleted')]).toEqual([false, false]);
    machine.begin(at(5, 5, 5));
    machine.complete();
    expect(machine.isActive).toBe(false);
  });

  it('[TL15] a face, two at a corner, or the whole box follow the hand; a cancelled drag leaves it as it was', () => {
    const { drag, shown } = start();
    drag(at(10, 8, 9), at(21, 15, 9));
    // The lower face along k, seen from the side; 0.5 is between two voxels, where a face is.
    drag(at(15, 12, 6.5, 1), at(15, 12, 3.5, 1));
    expect(shown()).toEqual(boxOf([10, 8, 4], [21, 15, 11]));
    drag(at(21.5, 15.5, 9), at(24.5, 19.5, 9));
    expect(shown()).toEqual(boxOf([10, 8, 4], [24, 19, 11]));
    drag(at(15, 12, 9), at(100, 12, 9));
    expect(shown()).toEqual(boxOf([25, 8, 4], [39, 19, 11]));
    drag(at(24.5, 12, 9), at(90, 12, 9));
    expect(shown()).toEqual(boxOf([39, 8, 4], [39, 19, 11]));
    drag(at(39, 12, 9), at(10, 12, 9), 'cancel');
    expect(shown()).toEqual(boxOf([39, 8, 4], [39, 19, 11]));
  });

  it('[TL15] a box that looks small can still be moved', () => {
    const small = boxOf([10, 10, 5], [13, 13, 5]);
    const far = (i: number, j: number) => gripAt(GRID, small, { ...at(i, j, 5), mmPerPixel: 9 });
    expect([far(11.5, 11.5), far(9.6, 11.5), far(13, 60), far(13, 200)]).toEqual([
      [0, 0, 0],
      [-1, 0, 0],
      [1, 1, 0],
      undefined,
    ]);
  });

  it('[TL15] whatever the hand does, the box lies in the image and is fixed at most once', () => {
    const coordinate = fc.double({ min: -30, max: 70, noNaN: true });
    const sample = fc.record({
      ijk: fc.tuple(coordinate, coordinate, coordinate),
      axis: fc.constantFrom<Axis[]>(0, 1, 2),
      screen: fc.constant([0, 0] as const),
      mmPerPixel: fc.constantFrom(0.05, 1, 9),
    });
    const verb = fc.oneof(
      sample.map((reading) => ['begin', reading] as const),
      sample.map((reading) => ['update', reading] as const),
      fc.constantFrom(['complete'] as const, ['cancel'] as const),
    );
    fc.assert(
      fc.property(fc.array(verb, { maxLength: 30 }), (verbs) => {
        const { machine, effects } = start();
        for (const [name, reading] of verbs) {
          const before = effects.length;
          if (reading) machine[name as 'begin'](reading);
          else machine[name as 'complete']();
          const added = effects.slice(before);
          expect(added.filter(({ type }) => type !== 'CrosshairMoved').length).toBeLessThanOrEqual(1);
          for (const effect of added) {
            if (effect.type === 'RegionOutlined' || effect.type === 'RegionCompleted')
              expect(regionInside(GRID.dims, effect.paint.region)).toBe(true);
            if (effect.type === 'RegionCompleted') expect([name, machine.isActive]).toEqual(['complete', false]);
          }
        }
      }),
    );
  });
});
