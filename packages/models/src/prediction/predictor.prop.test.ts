import { seededRandom } from '@scholia/core';
import { affine, canonicalDims, restore } from '@scholia/geometry';
import { bytesOfShares, cropLabels, type Dims, Labelmap, resampleLinear } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageOnGrid, prepareImage, type StoredImage } from '../prepare/prepare.ts';
import { IDENTITY } from '../testing/ball-case.ts';
import { type PredictOptions, Predictor } from './predictor.ts';
import type { WindowNetwork } from './window-network.ts';
import { windowStarts, windowWeights } from './windows.ts';

type Patch = readonly [number, number, number];

const LABELS = [3, 9];

/** A network of three classes by hand: `logit` of a class at (x, y, z) of what comes in, which is zero around it. */
function byHand(
  patch: Patch,
  logit: (at: (x: number, y: number, z: number) => number, xyz: Dims, c: number) => number,
): WindowNetwork {
  const [d, h, w] = patch;
  return {
    grid: { targetSpacingMm: [1, 1, 1], patch: [...patch], intensity: { by: 'image' } },
    inputs: 1,
    classes: 3,
    labels: LABELS,
    async run(input) {
      const at = (x: number, y: number, z: number) =>
        x < 0 || y < 0 || z < 0 || x >= w || y >= h || z >= d ? 0 : input[x + w * (y + h * z)];
      const result = new Float32Array(3 * input.length);
      for (let z = 0, n = 0; z < d; z++)
        for (let y = 0; y < h; y++)
          for (let x = 0; x < w; x++, n++) {
            const exps = [0, 1, 2].map((c) => Math.exp(logit(at, [x, y, z], c)));
            const sum = exps[0] + exps[1] + exps[2];
            for (const [c, exp] of exps.entries()) result[c * input.length + n] = exp / sum;
          }
      return result;
    },
    dispose: async () => undefined,
  };
}

/** What it sees depends on the intensity, and on where in the window it looks. */
const lopsided = (patch: Patch) =>
  byHand(patch, (at, [x, y, z], c) => c * at(x, y, z) + Math.sin(c + x - 2 * y + 3 * z));

/** The same by the book: everything turned, all sums of the whole volume, every class as large as the file. */
async function wholeVolume(image: StoredImage, network: WindowNetwork, overlap: number) {
  const { data, dims } = prepareImage(image, network.grid);
  const { map } = imageOnGrid(image, network.grid);
  const [d, h, w] = network.grid.patch;
  const voxels = dims[0] * dims[1] * dims[2];
  const sums = new Float32Array(3 * voxels);
  const weights = new Float32Array(voxels);
  const [wx, wy, wz] = [windowWeights(w), windowWeights(h), windowWeights(d)];
  for (const sz of windowStarts(dims[2], d, overlap))
    for (const sy of windowStarts(dims[1], h, overlap))
      for (const sx of windowStarts(dims[0], w, overlap)) {
        const inside: [window: number, image: number, weight: number][] = [];
        for (let z = 0, n = 0; z < d; z++)
          for (let y = 0; y < h; y++)
            for (let x = 0; x < w; x++, n++) {
              const [X, Y, Z] = [x + sx, y + sy, z + sz];
              if (X < 0 || Y < 0 || Z < 0 || X >= dims[0] || Y >= dims[1] || Z >= dims[2]) continue;
              inside.push([n, X + dims[0] * (Y + dims[1] * Z), wx[x] * wy[y] * wz[z]]);
            }
        const window = new Float32Array(d * h * w);
        for (const [n, at] of inside) window[n] = data[at];
        const found = await network.run(window);
        for (const [n, at, weight] of inside) {
          weights[at] += weight;
          for (let c = 0; c < 3; c++) sums[c * voxels + at] += weight * found[c * window.length + n];
        }
      }
  return [0, 1, 2].map((c) => {
    const mean = sums.subarray(c * voxels, (c + 1) * voxels).map((sum, at) => sum / weights[at]);
    return restore(map, image.dims, resampleLinear(mean, dims, canonicalDims(map, image.dims)));
  });
}

async function predicted(
  image: StoredImage,
  network: WindowNetwork,
  options: Pick<PredictOptions, 'region' | 'overlap'> = {},
) {
  const chances: number[][] = [[], []];
  const { labels } = await new Predictor(network).predict(image, {
    ...options,
    passes: 0,
    onSlice: (slice) => slice.chances.forEach((bytes, n) => void chances[n].push(...bytes)),
  });
  return { labels, chances };
}

const size = fc.integer({ min: 3, max: 11 });
const spacing = fc.constantFrom(0.6, 1, 1.7);
const orders = fc.constantFrom([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]);
const images = fc
  .record({
    dims: fc.tuple(size, size, size),
    spacings: fc.tuple(spacing, spacing, spacing),
    order: orders,
    signs: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    seed: fc.nat(),
  })
  .map(({ dims, spacings, order, signs, seed }): StoredImage => {
    const random = seededRandom(seed);
    const m = Array(16).fill(0);
    m[15] = 1;
    for (const [file, world] of order.entries()) m[4 * world + file] = (signs[file] ? -1 : 1) * spacings[file];
    const data = Float32Array.from({ length: dims[0] * dims[1] * dims[2] }, () => random.gaussian());
    return { dims, affine: affine('ijk', 'ras', m), data };
  });
const patches = fc.tuple(fc.constantFrom(1, 4, 6), fc.constantFrom(4, 6), fc.constantFrom(4, 8));

describe('Predictor', () => {
  it('gives what sums of the whole volume give, whatever its size, axes and spacing', async () => {
    await fc.assert(
      fc.asyncProperty(images, patches, fc.constantFrom(0.25, 0.5, 0.6), async (image, patch, overlap) => {
        const network = lopsided(patch);
        const expected = await wholeVolume(image, network, overlap);
        const { labels, chances } = await predicted(image, network, { overlap });
        for (const [n, one] of chances.entries()) {
          const bytes = bytesOfShares(expected[n + 1]);
          expect(one.every((chance, at) => Math.abs(chance - bytes[at]) <= 1)).toBe(true);
        }
        for (const [at, label] of labels.entries()) {
          const probabilities = expected.map((one) => one[at]);
          // Of nearly equal ones rounding decides.
          expect(probabilities[label === 0 ? 0 : 1 + LABELS.indexOf(label)]).toBeGreaterThan(
            Math.max(...probabilities) - 1e-4,
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it('gives a region what the whole has there, where windows do not matter', async () => {
    await fc.assert(
      fc.asyncProperty(images, patches, fc.tuple(size, size, size), async (image, patch, corner) => {
        const from = image.dims.map((n, axis) => Math.min(n - 2, corner[axis] - 3)) as [number, number, number];
        const crop = {
          from,
          size: image.dims.map((n, axis) => Math.min(4, n - from[axis])) as [number, number, number],
        };
        const pointwise = byHand(patch, (at, [x, y, z], c) => (c - 1) * at(x, y, z));
        const whole = await predicted(image, pointwise);
        const part = await predicted(image, pointwise, { region: crop });
        const cut = (voxels: ArrayLike<number>) =>
          cropLabels(Labelmap.fromDense(image.dims, Uint8Array.from(voxels)), crop);
        expect(part.labels).toEqual(cut(whole.labels));
        for (const [n, chances] of part.chances.entries()) {
          const expected = cut(whole.chances[n]);
          expect(chances.every((chance, at) => Math.abs(chance - expected[at]) <= 1)).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('sliding windows', () => {
  const dims = [20, 16, 24] as const;
  const random = seededRandom(3);
  const data = Float32Array.from({ length: 20 * 16 * 24 }, () => random.gaussian());
  const image = { data, dims, affine: IDENTITY };
  /** Sees one voxel to each side. */
  const near = (patch: Patch) =>
    byHand(patch, (at, [x, y, z], c) => {
      let sum = 0;
      for (const step of [-1, 1]) sum += at(x + step, y, z) + at(x, y + step, z) + at(x, y, z + step);
      return 4 * (c - 1) * (at(x, y, z) + sum);
    });

  it('equal one run over the whole image as far as no window ends within the receptive field', async () => {
    const whole = await predicted(image, near([24, 16, 20]));
    const windows = await predicted(image, near([16, 8, 8]));
    const patch = [8, 8, 16];
    // Where a window begins or ends inside of the image, the voxels on both sides miss a neighbour.
    const isNearEdge = (at: number, axis: number) =>
      windowStarts(dims[axis], patch[axis]).some((start) =>
        [start, start + patch[axis]].some((edge) => edge > 0 && edge < dims[axis] && (at === edge || at === edge - 1)),
      );
    let same = 0;
    let differing = 0;
    for (let at = 0; at < data.length; at++) {
      const ijk = [at % 20, Math.floor(at / 20) % 16, Math.floor(at / 320)];
      const difference = Math.abs(whole.chances[0][at] - windows.chances[0][at]);
      if (ijk.some(isNearEdge)) differing += difference > 1 ? 1 : 0;
      else {
        expect(difference).toBeLessThanOrEqual(1);
        same++;
      }
    }
    expect(same).toBeGreaterThan(1000);
    expect(differing).toBeGreaterThan(0);
  });
});
