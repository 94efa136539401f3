import { seededRandom } from '@scholia/core';
import { type AxisMap, affine, canonicalDims, reorder } from '@scholia/geometry';
import { describe, expect, it } from 'vitest';
import { exportOnnx, weightLayout } from '../network/graphs.ts';
import { planSchema } from '../plan/plan.ts';
import { prepareImage } from '../prepare/prepare.ts';
import { onnxRuntime } from '../runtime/onnx-session.ts';
import { float32 } from '../runtime/session.ts';
import { BALL_PLAN, ballCase } from '../testing/ball-case.ts';
import { freshState } from '../training/trainer.ts';
import { mirrored } from './mirror.ts';
import { Predictor } from './predictor.ts';
import type { PredictedSlice } from './restorer.ts';
import { checkpointNetwork } from './window-network.ts';

const openSession = onnxRuntime({ threads: 1 });
const model = { plan: BALL_PLAN, ...freshState(BALL_PLAN, seededRandom(4)) };
const image = ballCase(seededRandom(1), [18, 14, 20]);

describe('Predictor', () => {
  it('labels an image the same in whatever axis order it is stored', async () => {
    const predictor = await Predictor.open(model, openSession);
    const plain = await predictor.predict(image, { passes: 0 });
    expect(new Set(plain.labels)).toEqual(new Set([0, 5]));
    // The same anatomy, stored along P, S, L: file axis 0 runs along -y, 1 along z, 2 along -x.
    const map: AxisMap = { perm: [1, 2, 0], flip: [true, false, true] };
    const stored = {
      data: reorder(map, image.dims, image.data),
      dims: canonicalDims(map, image.dims),
      affine: affine('ijk', 'ras', [0, 0, -1, 17, -1, 0, 0, 13, 0, 1, 0, 0, 0, 0, 0, 1]),
    };
    const other = await predictor.predict(stored, { passes: 0 });
    expect(other.labels).toEqual(reorder(map, image.dims, plain.labels));
    await predictor.dispose();
  });

  it('draws its passes from the randomness given, and tells the entropy of each voxel', async () => {
    const predictor = await Predictor.open(model, openSession);
    const ask = async (seed: number, passes = 3) => {
      const entropies: number[] = [];
      const onSlice = ({ entropy }: PredictedSlice) => void entropies.push(...(entropy ?? []));
      const { labels, uncertainty } = await predictor.predict(image, { passes, random: seededRandom(seed), onSlice });
      return { labels, uncertainty, entropies };
    };
    const [a, again, b] = [await ask(1), await ask(1), await ask(2)];
    expect(again).toEqual(a);
    expect(b.uncertainty).not.toBe(a.uncertainty);
    expect(b.labels).toEqual(a.labels);
    expect(a.uncertainty).toBeGreaterThan(0);
    expect(a.entropies).toHaveLength(image.data.length);
    expect(await ask(1, 0)).toEqual({ labels: a.labels, uncertainty: null, entropies: [] });
    await predictor.dispose();
  });

  it("tells each label's chance: where it is the likeliest, the voxel has the label", async () => {
    const predictor = await Predictor.open(model, openSession);
    const told: number[] = [];
    const onSlice = ({ chances }: PredictedSlice) => void told.push(...chances[0]);
    const { labels } = await predictor.predict(image, { passes: 0, onSlice });
    expect(told).toHaveLength(labels.length);
    // Of two classes the likelier has more than half; a byte more or less is rounding.
    expect(labels.every((label, at) => (label === 5 ? told[at] >= 127 : told[at] <= 128))).toBe(true);
    expect(new Set(told).size).toBeGreaterThan(10);
    await predictor.dispose();
  });

  it('of an image as large as its patch it is one run of the graph', async () => {
    const one = ballCase(seededRandom(2));
    const network = await checkpointNetwork(model, openSession);
    const probabilities = await network.run(prepareImage(one, BALL_PLAN).data);
    const { labels } = await new Predictor(network).predict(one, { passes: 0 });
    expect([...labels]).toEqual(Array.from(labels, (_, at) => (probabilities[4096 + at] > probabilities[at] ? 5 : 0)));
    await network.dispose();
  });

  it('says how long each stage took', async () => {
    const predictor = await Predictor.open(model, openSession);
    let now = 0;
    const { stagesMs } = await predictor.predict(image, { passes: 1, random: seededRandom(1), clock: () => now++ });
    expect(Object.keys(stagesMs)).toEqual(['prepare', 'network', 'passes', 'restore']);
    expect(stagesMs).toMatchObject({ prepare: 1, network: 4, passes: 4 });
    await predictor.dispose();
  });

  it('draws clicks where they are in the image, whatever its axes and spacing', async () => {
    const seen: Float32Array[] = [];
    const plan = planSchema.parse({
      ...BALL_PLAN,
      method: 'deepgrow-3d',
      targetSpacingMm: [1, 1, 2],
      patch: [8, 8, 8],
    });
    const own = await checkpointNetwork({ plan, ...freshState(plan, seededRandom(1)) }, openSession);
    const spying = { ...own, run: async (input: Float32Array) => own.run(seen[seen.push(input) - 1]) };
    const predictor = new Predictor(spying);
    const leftHanded = affine('ijk', 'ras', [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    const small = { data: new Float32Array(8 * 8 * 16), dims: [8, 8, 16] as const, affine: leftHanded };
    const { labels } = await predictor.predict(small, {
      passes: 0,
      label: 77,
      clicks: [
        { ijk: [1, 2, 9], class: 1 },
        { ijk: [7, 7, 0], class: 0 },
      ],
    });
    const [input] = seen;
    expect(seen).toHaveLength(1);
    const spots = [1, 2].map((channel) => input.subarray(channel * 512, (channel + 1) * 512).indexOf(1));
    expect(spots).toEqual([0 + 8 * 7, 6 + 8 * (2 + 8 * 4)]);
    expect(labels.every((label) => label === 0 || label === 77)).toBe(true);

    await predictor.predict(small, { passes: 0 });
    expect(seen[1].subarray(512).every((value) => value === 0)).toBe(true);
    await predictor.dispose();
  });

  it('looks from both sides where it learned to, and tells how far the views disagree', async () => {
    const plan = planSchema.parse({ ...BALL_PLAN, augmentation: { flip: [true, false, true] } });
    const predictor = await Predictor.open({ ...model, plan }, openSession);
    const mirroredImage = { ...image, data: mirrored(image.data, [20, 14, 18], [true, false, true]) };
    const disagreements: number[] = [];
    const [one, other, plain] = [
      await predictor.predict(image, {
        passes: 0,
        withMirrors: true,
        onSlice: ({ disagreement }) => void disagreements.push(...(disagreement ?? [])),
      }),
      await predictor.predict(mirroredImage, { passes: 0, withMirrors: true }),
      await predictor.predict(image, { passes: 0 }),
    ];
    // Averaged over all views, an image and its mirror image are the same.
    const back = mirrored(Float32Array.from(other.labels), [20, 14, 18], [true, false, true]);
    expect([...back]).toEqual([...one.labels]);
    expect(other.disagreement).toBeCloseTo(one.disagreement ?? Number.NaN, 5);
    expect(one.disagreement).toBeGreaterThan(0);
    expect(disagreements).toHaveLength(image.data.length);
    expect(plain.disagreement).toBeNull();
    expect(plain.labels).not.toEqual(one.labels);
    await predictor.dispose();

    const straight = await Predictor.open(model, openSession);
    expect(await straight.predict(image, { passes: 0, withMirrors: true })).toMatchObject({
      labels: plain.labels,
      disagreement: null,
    });
    await straight.dispose();
  });

  it('stops when told to', async () => {
    const predictor = await Predictor.open(model, openSession);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(predictor.predict(image, { passes: 0, signal })).rejects.toThrow('enough');
    await predictor.dispose();
  });
});

describe('exportOnnx', () => {
  it('holds the network with its weights: an ordinary file that needs only an image', async () => {
    const { data } = prepareImage(ballCase(seededRandom(2)), BALL_PLAN);
    const session = await openSession(exportOnnx(model));
    const { probabilities } = await session.run({ image: float32([1, 1, 16, 16, 16], data) });
    expect(probabilities.dims).toEqual([1, 2, 16, 16, 16]);
    const values = probabilities.data as Float32Array;
    for (let at = 0; at < 4096; at += 97) expect(values[at] + values[4096 + at]).toBeCloseTo(1, 5);

    const changed = exportOnnx({ ...model, weights: model.weights.map((weight) => 0.5 * weight) });
    const other = await openSession(changed);
    const { probabilities: others } = await other.run({ image: float32([1, 1, 16, 16, 16], data) });
    expect(others.data).not.toEqual(values);
    expect(model.weights.length).toBe(weightLayout(BALL_PLAN).length);
    await session.dispose();
    await other.dispose();
  });
});
