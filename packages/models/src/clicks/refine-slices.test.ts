import { seededRandom } from '@scholia/core';
import { dice } from '@scholia/metrics';
import type { Dims } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../plan/plan.ts';
import { Predictor } from '../prediction/predictor.ts';
import type { WindowNetwork } from '../prediction/window-network.ts';
import { ballCase } from '../testing/ball-case.ts';
import { refineSlices } from './refine-slices.ts';

const DIMS: Dims = [24, 20, 12];
const PLAN: Pick<Plan, 'patch'> = { patch: [1, 16, 16] };

/** Labels all that is bright in a slice where there is a click inside; without one it labels everything. */
const brightOnes: WindowNetwork = {
  grid: {
    targetSpacingMm: [1, 1, 1],
    patch: [1, 16, 16],
    intensity: { by: 'data set', low: 0, high: 400, mean: 0, deviation: 1 },
  },
  inputs: 2,
  classes: 2,
  labels: [1],
  async run(input) {
    const voxels = input.length / 2;
    const isClicked = input.subarray(voxels).some((value) => value > 0.9);
    const isInside = (at: number) => (isClicked ? input[at] > 120 : true);
    return Float32Array.from({ length: input.length }, (_, at) => (at < voxels !== isInside(at % voxels) ? 1 : 0));
  },
  dispose: async () => undefined,
  withClicks(window, clicks, [, , z]) {
    const isHere = clicks.some((click) => click.class === 1 && click.at[2] === z);
    return Float32Array.from({ length: 2 * window.length }, (_, at) =>
      at < window.length ? window[at] : isHere && at === window.length ? 1 : 0,
    );
  },
};

describe('refineSlices', () => {
  it('does each slice again where it agrees with what was found, and leaves the others', async () => {
    const one = ballCase(seededRandom(3), DIMS);
    const data = Float32Array.from(one.labels, (label) => (label === 0 ? 100 : 140));
    // One voxel short all along i.
    const rough = one.labels.map((label, at) => (label !== 0 && one.labels[at - 1] !== 0 ? 7 : 0));
    const predictor = new Predictor(brightOnes);
    const image = predictor.prepare({ ...one, data });
    const { labels, regions } = await refineSlices(predictor, PLAN, image, rough, { clicks: [], label: 7 });
    expect(
      dice(
        rough,
        one.labels.map((label) => (label === 0 ? 0 : 7)),
        7,
      ),
    ).toBeLessThan(0.95);
    expect(labels).toEqual(one.labels.map((label) => (label === 0 ? 0 : 7)));
    expect(regions.length).toBeGreaterThan(4);
    // What the flat network would have to invent is not taken.
    const elsewhere = new Uint8Array(rough.length);
    elsewhere[24 * 20 * 11] = 7;
    expect((await refineSlices(predictor, PLAN, image, elsewhere, { clicks: [], label: 7 })).labels).toEqual(elsewhere);
  });
});
