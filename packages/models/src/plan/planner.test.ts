import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METHODS, type MethodName } from '../method/registry.ts';
import { stepMemoryMiB } from './cost.ts';
import type { CaseFacts } from './facts.ts';
import { planSchema, problemsOf, shapeOf } from './plan.ts';
import { planTraining } from './planner.ts';

type Shape = Pick<CaseFacts, 'dims' | 'spacingMm'>;
const facts = (shape: Shape, more: Partial<CaseFacts> = {}): CaseFacts => ({
  isHounsfield: false,
  labelled: undefined,
  places: new Map(),
  voxels: new Map(),
  extents: new Map(),
  ...shape,
  ...more,
});

const size = (max: number) => fc.integer({ min: 1, max });
const mm = fc.double({ min: 0.2, max: 8, noNaN: true });
const shapes = fc.array(
  fc.record({ dims: fc.tuple(size(600), size(600), size(900)), spacingMm: fc.tuple(mm, mm, mm) }),
  { minLength: 1, maxLength: 5 },
);

describe('planTraining', () => {
  it('gives a network that fits its patch, the memory and the labels, with reasons, for any data and budget', () => {
    const budget = fc.constantFrom(5, 120, 1800);
    const memory = fc.constantFrom(600, 3000, 20_000);
    const methods = fc.constantFrom(...(Object.keys(METHODS) as MethodName[]));
    fc.assert(
      fc.property(shapes, budget, memory, methods, (cases, seconds, memoryMiB, method) => {
        const device = { gflops: 110, memoryMiB };
        const { plan, reasons } = planTraining({
          cases: cases.map((one) => facts(one)),
          labels: [3, 1],
          device,
          seconds,
          overrides: { method },
        });
        expect(planSchema.parse(plan)).toEqual(plan);
        expect(problemsOf(plan)).toEqual([]);
        const voxels = plan.patch.reduce((a, b) => a * b, 1);
        expect(voxels <= 1.5 * 2 ** 16 || stepMemoryMiB(shapeOf(plan), plan.patch) <= memoryMiB).toBe(true);
        expect(plan.labels).toEqual([1, 3]);
        expect(reasons.map(({ about }) => about)).toContain('patch');
        for (const { text } of reasons) expect(text).not.toMatch(/NaN|undefined|Infinity/);
      }),
      { numRuns: 60 },
    );
  });

  it('takes a small volume whole, at its own spacing; more time widens the network', () => {
    const cases = [facts({ dims: [35, 50, 36], spacingMm: [1, 1, 1] })];
    const short = planTraining({ cases, labels: [1, 2], seconds: 120 }).plan;
    const long = planTraining({ cases, labels: [1, 2], seconds: 1800 }).plan;
    expect(short.targetSpacingMm).toEqual([1, 1, 1]);
    for (const { patch } of [short, long]) {
      expect(patch[0]).toBeGreaterThanOrEqual(36);
      expect(patch[1]).toBeGreaterThanOrEqual(50);
    }
    expect(long.channels[0]).toBeGreaterThan(short.channels[0]);
  });

  it('is narrow and small when there is no time', () => {
    for (const dims of [
      [96, 96, 62],
      [512, 512, 300],
      [320, 320, 1],
    ] as const) {
      const { plan } = planTraining({ cases: [facts({ dims, spacingMm: [1, 1, 1.5] })], labels: [1], seconds: 5 });
      expect(plan.channels[0]).toBe(8);
      expect(plan.patch.reduce((a, b) => a * b, 1)).toBeLessThanOrEqual(1.5 * 2 ** 16);
    }
  });

  it('coarsens fine axes first, towards equal spacing', () => {
    const cases = [facts({ dims: [400, 400, 80], spacingMm: [0.7, 0.7, 3] })];
    const { targetSpacingMm } = planTraining({ cases, labels: [1] }).plan;
    expect(targetSpacingMm[2]).toBe(3);
    expect(targetSpacingMm[0]).toBeGreaterThan(0.7);
    expect(targetSpacingMm[0]).toBe(targetSpacingMm[1]);
  });

  it('leaves thick slices alone until the others have caught up', () => {
    const cases = [facts({ dims: [60, 60, 20], spacingMm: [1, 1, 5] })];
    const { factors, kernels } = shapeOf(planTraining({ cases, labels: [1], seconds: 600 }).plan);
    expect(kernels[0]).toEqual([1, 3, 3]);
    expect(factors[1]).toEqual([1, 2, 2]);
    expect(kernels.at(-1)).toEqual([3, 3, 3]);
  });

  it('clips Hounsfield units to where the labels are, and leaves other units to each image', () => {
    const shape = { dims: [50, 50, 50], spacingMm: [2, 2, 2] } as const;
    const labelled = { low: -20, high: 180, mean: 60, deviation: 30 };
    const ct = facts(shape, { isHounsfield: true, labelled });
    const other = facts(shape, { labelled });
    const intensityOf = (cases: CaseFacts[]) => planTraining({ cases, labels: [1] }).plan.intensity;
    expect(intensityOf([ct, ct])).toEqual({ by: 'data set', ...labelled });
    expect(intensityOf([ct, other])).toEqual({ by: 'image' });
    expect(intensityOf([facts(shape, { isHounsfield: true })])).toEqual({ by: 'image' });
  });

  it('mirrors left and right only where no label has a side', () => {
    const shape = { dims: [50, 50, 50], spacingMm: [2, 2, 2] } as const;
    const flip = (...xs: number[]) => {
      const places = new Map(xs.map((x, n) => [n + 1, [x, 0.2, 0.8] as const]));
      return planTraining({ cases: [facts(shape, { places })], labels: [1, 2] }).plan.augmentation.flip;
    };
    expect(flip(0.48, 0.55)).toEqual([true, false, false]);
    expect(flip(0.3, 0.7)).toEqual([false, false, false]);
    expect(flip()).toEqual([false, false, false]);
  });

  it('does what people want otherwise', () => {
    const cases = [facts({ dims: [64, 64, 64], spacingMm: [1, 1, 1] })];
    const { plan } = planTraining({ cases, labels: [1], overrides: { network: 'segresnet', optimiser: 'adamw' } });
    expect(plan).toMatchObject({ network: 'segresnet', optimiser: 'adamw' });
    const wide = planTraining({
      cases,
      labels: [1],
      overrides: { channels: [10, 20, 30], targetSpacingMm: [2, 2, 2] },
    });
    expect(wide.plan).toMatchObject({ channels: [10, 20, 30], patch: [32, 32, 32] });
    expect(shapeOf(wide.plan).factors).toHaveLength(3);
  });

  it('refuses what does not fit together, and says what would', () => {
    const cases = [facts({ dims: [64, 64, 64], spacingMm: [1, 1, 1] })];
    const plan = (overrides: object) => () => planTraining({ cases, labels: [1], overrides });
    expect(plan({ channels: [8, 16, 32], patch: [30, 32, 32] })).toThrow(
      'patch: along z it must be a multiple of 4, such as 28 or 32.',
    );
    expect(plan({ channels: [8, 16, 32, 64, 128, 256, 512, 1024] })).toThrow('Give one number for each');
    expect(plan({ method: 'deepgrow-2d', patch: [8, 32, 32] })).toThrow('it is 1 along z');
    expect(plan({ classWeights: [1] })).toThrow('classWeights: give 2');
  });

  it('takes more patches a step where time is left for them, and says how often an image is seen', () => {
    const cases = [facts({ dims: [20, 20, 20], spacingMm: [1, 1, 1] })];
    const on = (gflops: number) =>
      planTraining({ cases, caseCount: 50, labels: [1], device: { gflops, memoryMiB: 20_000 }, seconds: 1800 });
    expect([on(1).plan.batch, on(10_000).plan.batch]).toEqual([1, 4]);
    expect(on(10_000).reasons.at(-1)?.text).toMatch(/steps of 4 patches, each image about [0-9.e+]+ times/);
    expect(planTraining({ cases, labels: [1], overrides: { batch: 3 } }).plan.batch).toBe(3);
  });

  it('for one structure looks around it, and in slices keeps their resolution', () => {
    const shape = { dims: [200, 200, 100], spacingMm: [1, 1, 2] } as const;
    const cases = [facts(shape, { extents: new Map([[1, [30, 24, 10] as const]]) })];
    const planFor = (method: MethodName) => planTraining({ cases, labels: [1], overrides: { method } }).plan;
    const around = planFor('deepgrow-3d');
    expect(around.targetSpacingMm).toEqual([1, 1, 2]);
    expect(around.patch[2]).toBeGreaterThanOrEqual(45);
    expect(around.patch[2]).toBeLessThan(64);
    expect(planFor('automatic').targetSpacingMm[0]).toBeGreaterThan(1);
    const flat = planFor('deepgrow-2d');
    expect(flat.patch[0]).toBe(1);
    expect(flat.targetSpacingMm.slice(0, 2)).toEqual([1, 1]);
    expect(shapeOf(flat).kernels.every(([z]) => z === 1)).toBe(true);
  });
});
