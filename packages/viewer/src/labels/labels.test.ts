import { Fold } from '@scholia/collab';
import { affine, closestRas, reorder } from '@scholia/geometry';
import { DEFAULT_PAINT_SETTINGS, type Paint, StrokeBuilder } from '@scholia/tools';
import { Labelmap } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phantomAffine } from '../../harness/phantom.ts';
import { Orientation } from '../space/orientation.ts';
import { PLANES } from '../space/plane.ts';
import { boxVoxels } from './box.ts';
import { colourTable, readableOn, rgb } from './colours.ts';
import { contours } from './contours.ts';
import { DirtyBoxes } from './dirty-boxes.ts';
import { LabelBitmap } from './label-bitmap.ts';
import { LabelLayer } from './label-layer.ts';
import { extractSlice, type LabelSlice } from './slice.ts';

const DIMS = [40, 35, 33] as const;
const SPACING = [1, 1.5, 2.5] as const;
const MAP = closestRas(affine('ijk', 'ras', phantomAffine(DIMS, SPACING)));
const ORIENTATION = new Orientation(MAP, DIMS, SPACING);
const GRID = { dims: DIMS, spacingUm: [1000, 1500, 2500] } as const;

function randomLabels(seed: number): Labelmap {
  const labels = new Labelmap(DIMS);
  let state = seed;
  const next = (n: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % n;
  };
  for (let n = 0; n < 400; n++) labels.set(next(DIMS[0]), next(DIMS[1]), next(DIMS[2]), 1 + next(3));
  return labels;
}

/** Voxels that differ; deep equality of typed arrays is far too slow in a property. */
function differing(a: Uint8Array, b: Uint8Array): number {
  return a.length === b.length ? a.reduce((n, v, at) => n + (v === b[at] ? 0 : 1), 0) : -1;
}

describe('LabelBitmap', () => {
  it('copied bricks are the labels in canonical order', () => {
    expect(MAP.perm).not.toEqual([0, 1, 2]);
    const labels = randomLabels(7);
    const bitmap = new LabelBitmap(ORIENTATION);
    for (const [index] of labels.bricks()) bitmap.copyBrick(labels, index);
    expect(bitmap.voxels).toEqual(reorder(MAP, DIMS, labels.toDense()));
  });

  it('a brick that has become empty is cleared, and its box covers it', () => {
    const labels = new Labelmap(DIMS);
    const bitmap = new LabelBitmap(ORIENTATION);
    bitmap.voxels.fill(9);
    let covered = 0;
    const [bi, bj, bk] = labels.brickCount;
    for (let index = 0; index < bi * bj * bk; index++) covered += boxVoxels(bitmap.copyBrick(labels, index));
    expect(covered).toBe(DIMS[0] * DIMS[1] * DIMS[2]);
    expect(bitmap.voxels.every((v) => v === 0)).toBe(true);
  });

  it('a preview, piece by piece, is what the fold makes of the whole stroke', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 39 }), fc.integer({ min: 0, max: 34 }), fc.constant(16));
    const policy = fc.constantFrom<Paint['policy']>(
      { mode: 'all' },
      { mode: 'onlyEmpty' },
      { mode: 'onlyLabel', label: 2 },
    );
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 1, maxLength: 6 }),
        policy,
        fc.constantFrom('disc' as const, 'sphere' as const),
        fc.constantFrom(0, 4),
        (path, overwrite, shape, value) => {
          const fold = new Fold(GRID);
          const base = new StrokeBuilder(GRID, { axis: 2, first: [20, 17, 16], shape: 'sphere', radiusMm: 9 });
          const common = { lamport: 1, seen: 0n, layer: 'labels', locked: [], policy: { mode: 'all' } } as const;
          const entry = (counter: number, label: number, s: Paint['shape'], more: object) => ({
            id: { session: 1, counter },
            op: { type: 'Stroke' as const, ...common, lamport: counter, value: label, shape: s, ...more },
          });
          fold.apply([entry(1, 2, base.shape(), {})]);
          const layer = new LabelLayer(ORIENTATION, GRID);
          layer.show(fold.labels);
          const builder = new StrokeBuilder(GRID, { axis: 2, first: path[0], shape, radiusMm: 3 });
          const paint = (from: number): Paint => ({
            ...DEFAULT_PAINT_SETTINGS,
            layer: 'labels',
            value,
            policy: overwrite,
            locked: [3],
            shape: builder.shape(from),
          });
          const preview = layer.begin();
          layer.extend(preview, paint(0));
          for (const ijk of path.slice(1)) {
            const before = builder.count;
            if (builder.add(ijk)) layer.extend(preview, paint(before - 1));
          }
          const { voxels } = layer.bitmap;
          const previewed = voxels.slice();
          fold.apply([entry(2, value, builder.shape(), { policy: overwrite, locked: [3] })]);
          expect(differing(previewed, reorder(MAP, DIMS, fold.labels.toDense()))).toBe(0);
          layer.end(preview);
          expect(differing(voxels, previewed)).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a cancelled preview leaves the labels as they are', () => {
    const labels = randomLabels(3);
    const layer = new LabelLayer(ORIENTATION, GRID);
    layer.show(labels);
    const before = layer.bitmap.voxels.slice();
    const shape = new StrokeBuilder(GRID, { axis: 2, first: [20, 17, 16], shape: 'sphere', radiusMm: 9 }).shape();
    const preview = layer.begin();
    layer.extend(preview, { layer: 'labels', value: 5, shape, policy: { mode: 'all' }, locked: [] });
    expect(layer.bitmap.voxels).not.toEqual(before);
    layer.end(preview);
    expect(layer.bitmap.voxels).toEqual(before);
  });
});

describe('DirtyBoxes', () => {
  it('covers every change, joins neighbours, keeps distant ones apart, newest first', () => {
    const dirty = new DirtyBoxes();
    dirty.add({ low: [0, 0, 0], high: [10, 10, 10] });
    dirty.add({ low: [400, 400, 180], high: [410, 410, 190] });
    dirty.add({ low: [405, 400, 180], high: [420, 410, 190] });
    expect(dirty.take()).toEqual({ low: [400, 400, 180], high: [420, 410, 190] });
    expect(dirty.take()).toEqual({ low: [0, 0, 0], high: [10, 10, 10] });
    expect(dirty.take()).toBeUndefined();
  });

  it('cuts a huge box into slabs that add up to it', () => {
    const dirty = new DirtyBoxes();
    dirty.add({ low: [0, 0, 0], high: [512, 512, 200] });
    let next = 0;
    for (let box = dirty.take(); box; box = dirty.take()) {
      expect(box.low).toEqual([0, 0, next]);
      expect(boxVoxels(box)).toBeLessThanOrEqual(4 * 1024 * 1024);
      next = box.high[2];
    }
    expect(next).toBe(200);
  });
});

describe('extractSlice', () => {
  it('is the slice of the canonical volume, in every plane', () => {
    const labels = randomLabels(11);
    const canonical = reorder(MAP, DIMS, labels.toDense());
    const { dims } = ORIENTATION;
    for (const plane of ['axial', 'coronal', 'sagittal'] as const) {
      const { right, up, normal } = PLANES[plane];
      const stride = [1, dims[0], dims[0] * dims[1]];
      for (const slice of [0, 5, dims[normal] - 1]) {
        const got = extractSlice(labels, ORIENTATION, plane, slice);
        const want = new Uint8Array(dims[right] * dims[up]);
        for (let y = 0; y < dims[up]; y++)
          for (let x = 0; x < dims[right]; x++)
            want[x + dims[right] * y] = canonical[x * stride[right] + y * stride[up] + slice * stride[normal]];
        expect(got.values).toEqual(want);
        expect(got.isEmpty).toBe(want.every((v) => v === 0));
      }
    }
  });
});

describe('contours', () => {
  const slice = (rows: readonly string[]): LabelSlice => {
    const values = Uint8Array.from([...rows].reverse().join(''), Number);
    return { width: rows[0].length, height: rows.length, values, isEmpty: values.every((v) => v === 0) };
  };

  it('one voxel is a square; a hole runs the other way', () => {
    expect(contours(slice(['000', '010', '000'])).get(1)).toEqual([Int32Array.from([1, 1, 2, 1, 2, 2, 1, 2])]);
    const ring = contours(slice(['111', '101', '111'])).get(1) ?? [];
    expect(ring.map(area)).toEqual([9, -1]);
  });

  it('voxels that touch by a corner keep their own loops', () => {
    expect((contours(slice(['01', '10'])).get(1) ?? []).map(area)).toEqual([1, 1]);
    expect((contours(slice(['10', '01'])).get(1) ?? []).map(area)).toEqual([1, 1]);
  });

  it('loops enclose exactly the voxels, and have as much edge as the voxels show', () => {
    const cell = fc.constantFrom(0, 0, 1, 1, 2);
    fc.assert(
      fc.property(fc.array(cell, { minLength: 63, maxLength: 63 }), (cells) => {
        const s = { width: 9, height: 7, values: Uint8Array.from(cells), isEmpty: cells.every((c) => c === 0) };
        const found = contours(s);
        for (const label of [1, 2]) {
          const loops = found.get(label) ?? [];
          expect(loops.reduce((sum, loop) => sum + area(loop), 0)).toBe(cells.filter((c) => c === label).length);
          expect(loops.reduce((sum, loop) => sum + length(loop), 0)).toBe(edges(s, label));
        }
      }),
    );
  });
});

/** Signed, by the shoelace formula: counter-clockwise (y up) is positive. */
function area(loop: Int32Array): number {
  let twice = 0;
  for (let n = 0; n < loop.length; n += 2) {
    const m = (n + 2) % loop.length;
    twice += loop[n] * loop[m + 1] - loop[m] * loop[n + 1];
  }
  return twice / 2;
}

function length(loop: Int32Array): number {
  let sum = 0;
  for (let n = 0; n < loop.length; n += 2) {
    const m = (n + 2) % loop.length;
    sum += Math.abs(loop[n] - loop[m]) + Math.abs(loop[n + 1] - loop[m + 1]);
  }
  return sum;
}

function edges({ width, height, values }: LabelSlice, label: number): number {
  const is = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height && values[x + width * y] === label;
  let count = 0;
  for (let y = -1; y <= height; y++)
    for (let x = -1; x <= width; x++) count += Number(is(x, y) !== is(x + 1, y)) + Number(is(x, y) !== is(x, y + 1));
  return count;
}

describe('colourTable', () => {
  it('gives every value a colour; 0 and hidden labels none', () => {
    const table = colourTable([
      { value: 1, name: 'a', color: '#102030' },
      { value: 2, name: 'b', color: '#ffffff', visible: false },
    ]);
    expect([...table.slice(0, 12)]).toEqual([0, 0, 0, 0, 16, 32, 48, 255, 255, 255, 255, 0]);
    expect(table[4 * 200 + 3]).toBe(255);
    expect(rgb('red')).toEqual([255, 255, 255]);
    expect([readableOn('#ffff00'), readableOn('#000080')]).toEqual(['#000000', '#ffffff']);
  });
});
