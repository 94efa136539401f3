import { pointsInside } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TOOLS, type ToolName } from '../registry.ts';
import { type PointerSample, type ToolContext, type ToolEffect, ToolMachine } from '../tool.ts';
import { DEFAULT_PAINT_SETTINGS, type Paint, type PaintSettings } from './paint.ts';

const GRID = { dims: [40, 30, 20], spacingUm: [700, 900, 2500] } as const;

function start(name: ToolName, settings: Partial<PaintSettings> = {}) {
  const effects: ToolEffect[] = [];
  const context = {
    grid: GRID,
    settings: { ...DEFAULT_PAINT_SETTINGS, ...settings },
    emit: (effect: ToolEffect) => effects.push(effect),
  };
  return { effects, context, machine: new ToolMachine(TOOLS[name], context as ToolContext) };
}
const sample = (i: number, j: number, k: number, axis: 0 | 1 | 2 = 2): PointerSample => ({
  ijk: [i, j, k],
  axis,
  screen: [i * 4, j * 4],
  mmPerPixel: 0.2,
});
const completed = (effects: readonly ToolEffect[]): Paint[] =>
  effects.flatMap((e) => (e.type === 'PaintCompleted' ? [e.paint] : []));

describe('painting', () => {
  it('[TL1] one gesture is one stroke with every point', () => {
    const { machine, effects } = start('brush', { label: 3, radiusMm: 2.5 });
    machine.begin(sample(10, 10, 7));
    expect(machine.stateName).toBe('painting');
    machine.update(sample(12, 10.5, 7));
    machine.update(sample(14, 11, 7));
    machine.complete();
    expect(machine.isActive).toBe(false);
    expect(completed(effects)).toEqual([
      {
        layer: 'labels',
        value: 3,
        shape: {
          shape: 'disc',
          axis: 2,
          radiusUm: 2500,
          points: Int32Array.from([80, 80, 56, 96, 84, 56, 112, 88, 56]),
        },
        policy: { mode: 'all' },
        locked: [],
      },
    ]);
  });

  it('[TL2] cancel commits nothing', () => {
    const { machine, effects } = start('brush');
    machine.begin(sample(10, 10, 7));
    machine.cancel();
    machine.complete();
    expect(effects.map((e) => e.type)).toEqual(['PaintExtended', 'PaintCancelled']);
  });

  it('[TL3] [TL4] points are whole, inside, on one slice; pieces join to the stroke', () => {
    const coordinate = fc.double({ min: -30, max: 70, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 1, maxLength: 60 }),
        fc.constantFrom<0 | 1 | 2>(0, 1, 2),
        (path, axis) => {
          const { machine, effects } = start('brush');
          for (const [n, ijk] of path.entries()) {
            if (n === 0) machine.begin(sample(...ijk, axis));
            else machine.update(sample(...ijk, axis));
          }
          machine.complete();
          const [paint] = completed(effects);
          const { points } = paint.shape;
          expect(pointsInside(GRID.dims, points)).toBe(true);
          for (let n = 0; n < points.length; n++) {
            if (n % 3 === axis) expect(points[n]).toBe(points[axis]);
          }
          expect(points[axis] % 8).toBe(0);
          const joined: number[] = [];
          for (const effect of effects) {
            if (effect.type !== 'PaintExtended') continue;
            const piece = [...effect.added.shape.points];
            if (joined.length > 0) expect(piece.splice(0, 3)).toEqual(joined.slice(-3));
            joined.push(...piece);
          }
          expect(joined).toEqual([...points]);
        },
      ),
    );
  });

  it('[TL3] ignores the pointer far outside, follows it near the border', () => {
    const { machine, effects } = start('brush', { radiusMm: 2 });
    machine.begin(sample(1, 10, 7));
    machine.update(sample(-2, 12, 7));
    machine.update(sample(-25, 20, 7));
    machine.complete();
    expect([...completed(effects)[0].shape.points]).toEqual([8, 80, 56, -4, 96, 56]);
  });

  it('[TL5] settings are those of the press', () => {
    const { machine, effects, context } = start('brush', { label: 1 });
    machine.begin(sample(10, 10, 7));
    context.settings = { ...context.settings, label: 9, radiusMm: 50 };
    machine.update(sample(15, 10, 7));
    machine.complete();
    machine.begin(sample(10, 10, 7));
    machine.complete();
    expect(completed(effects).map((p) => [p.value, p.shape.radiusUm])).toEqual([
      [1, 4000],
      [9, 50_000],
    ]);
  });

  it('[TL6] eraser and scribbles', () => {
    const paints = (['eraser', 'scribble-foreground', 'scribble-background'] as const).map((name) => {
      const { machine, effects } = start(name, { label: 4, radiusMm: 12, shape: 'sphere' });
      machine.begin(sample(5, 5, 5));
      machine.complete();
      return completed(effects)[0];
    });
    expect(paints.map((p) => [p.layer, p.value, p.shape.shape, p.shape.radiusUm])).toEqual([
      ['labels', 0, 'sphere', 12_000],
      ['prompts', 4, 'disc', 1500],
      ['prompts', 255, 'disc', 1500],
    ]);
  });

  it('[TL11] a range goes with what brush and eraser paint, and with no scribble', () => {
    const range = { low: 20, high: 80 };
    const paints = (['brush', 'eraser', 'scribble-foreground'] as const).map((name) => {
      const { machine, effects } = start(name, { range });
      machine.begin(sample(5, 5, 5));
      machine.complete();
      return completed(effects)[0];
    });
    expect(paints.map((paint) => paint.range)).toEqual([range, range, undefined]);
  });

  it('[TL16] scribbles heed neither locks nor what to paint over', () => {
    const { machine, effects } = start('scribble-background', { policy: { mode: 'onlyEmpty' }, locked: [1, 2] });
    machine.begin(sample(5, 5, 5));
    machine.complete();
    expect(completed(effects)[0]).toMatchObject({ policy: { mode: 'all' }, locked: [] });
  });

  it('[TL7] view tools emit no paint', () => {
    for (const name of ['navigate', 'pan', 'zoom', 'window'] as const) {
      const { machine, effects } = start(name);
      machine.begin(sample(5, 5, 5));
      machine.update(sample(9, 2, 5));
      machine.complete();
      expect(TOOLS[name].paints).toBe(false);
      expect(effects.length).toBeGreaterThan(0);
      expect(effects.filter((e) => e.type.startsWith('Paint'))).toEqual([]);
    }
  });

  it('a drag reports the way since the last sample', () => {
    const { machine, effects } = start('pan');
    machine.begin(sample(5, 5, 5));
    machine.update(sample(6, 5, 5));
    machine.update(sample(6, 7, 5));
    expect(effects).toEqual([
      { type: 'Panned', by: [4, 0], at: [20, 20] },
      { type: 'Panned', by: [0, 8], at: [20, 20] },
    ]);
  });
});
