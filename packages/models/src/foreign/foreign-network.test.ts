import { seededRandom } from '@scholia/core';
import { describe, expect, it } from 'vitest';
import { exportOnnx } from '../network/graphs.ts';
import { Predictor } from '../prediction/predictor.ts';
import { prepareImage } from '../prepare/prepare.ts';
import { onnxRuntime } from '../runtime/onnx-session.ts';
import { BALL_PLAN, ballCase } from '../testing/ball-case.ts';
import { DECLARED, expectedOf, type FixtureName, onnxFile } from '../testing/foreign-models.ts';
import { freshState } from '../training/trainer.ts';
import { declarationSchema } from './declaration.ts';
import { foreignNetwork } from './foreign-network.ts';

const openSession = onnxRuntime({ threads: 1 });
const image = ballCase(seededRandom(3), [18, 14, 20]);

describe('foreignNetwork', () => {
  for (const name of Object.keys(DECLARED) as FixtureName[]) {
    it(`computes what PyTorch computes: ${name}`, async () => {
      const { shape, window, probabilities } = expectedOf(name);
      const network = await foreignNetwork(onnxFile(name), DECLARED[name], openSession);
      expect([network.grid.patch, network.labels, network.classes]).toEqual([shape, [5, 7], 3]);
      const found = await network.run(Float32Array.from(window));
      await network.dispose();
      expect(found).toHaveLength(probabilities.length);
      for (const [at, value] of probabilities.entries()) expect(Math.abs(found[at] - value)).toBeLessThan(1e-4);
    });
  }

  it('labels an image as the model that Scholia exported to the file does', async () => {
    const model = { plan: BALL_PLAN, ...freshState(BALL_PLAN, seededRandom(4)) };
    const declaration = declarationSchema.parse({
      input: {
        ...{ name: 'image', layout: '3d', axes: 'SAR', patch: BALL_PLAN.patch, spacingMm: [1, 1, 1] },
        intensity: { by: 'image', clipPercent: 0.5 },
      },
      output: { name: 'probabilities', kind: 'softmax', labels: [0, 5] },
    });
    const own = await Predictor.open(model, openSession);
    const foreign = new Predictor(await foreignNetwork(exportOnnx(model), declaration, openSession));
    const { labels } = await own.predict(image, { passes: 0 });
    expect(new Set(labels)).toEqual(new Set([0, 5]));
    expect((await foreign.predict(image, { passes: 0 })).labels).toEqual(labels);
    await own.dispose();
    await foreign.dispose();
  });

  it('sees each slice of an image once, as fine as it is', async () => {
    let runs = 0;
    const counting: typeof openSession = async (onnx) => {
      const session = await openSession(onnx);
      return { dispose: () => session.dispose(), run: (feeds) => session.run(feeds).finally(() => runs++) };
    };
    const declaration = { ...DECLARED['sigmoid-2d'] };
    declaration.input = { ...declaration.input, patch: [1, 14, 18], spacingMm: [null, null, null] };
    const predictor = new Predictor(await foreignNetwork(onnxFile('sigmoid-2d'), declaration, counting));
    const { labels, uncertainty } = await predictor.predict(image, { passes: 4, random: seededRandom(1) });
    expect([labels.length, runs]).toEqual([18 * 14 * 20, 20]);
    // Without dropout: from the chances themselves.
    expect(uncertainty).toBeGreaterThan(0);
    expect(uncertainty).toBeLessThan(1);
    await predictor.dispose();
  });

  it('scales intensities as declared', async () => {
    const range = async (intensity: unknown) => {
      const declaration = declarationSchema.parse({
        ...DECLARED['labels-3d'],
        input: { ...DECLARED['labels-3d'].input, intensity },
      });
      const network = await foreignNetwork(onnxFile('labels-3d'), declaration, openSession);
      await network.dispose();
      const dims = [5, 1, 1] as const;
      const { data } = prepareImage({ ...image, data: Float32Array.of(-500, 0, 100, 150, 900), dims }, network.grid);
      return [...data].map((value) => Math.round(1000 * value) / 1000);
    };
    expect(await range({ by: 'range', low: -100, high: 300, to: '0..1' })).toEqual([0, 0.25, 0.5, 0.625, 1]);
    expect(await range({ by: 'range', low: -100, high: 300, to: '-1..1' })).toEqual([-1, -0.5, 0, 0.25, 1]);
    expect(await range({ by: 'fixed', mean: 100, deviation: 50 })).toEqual([-12, -2, 0, 1, 16]);
    expect(await range({ by: 'fixed', mean: 100, deviation: 50, low: 0, high: 200 })).toEqual([-2, -2, 0, 1, 2]);
    const deviation = Math.sqrt((630 ** 2 + 130 ** 2 + 30 ** 2 + 20 ** 2 + 770 ** 2) / 5);
    const scaled = [-630, -130, -30, 20, 770].map((value) => Math.round((1000 * value) / deviation) / 1000);
    expect(await range({ by: 'image' })).toEqual(scaled);
    const [a, zero] = await range({ by: 'image', ofNonZero: true });
    expect(zero).toBe(0);
    expect(a).toBeCloseTo(-662.5 / Math.sqrt((662.5 ** 2 + 62.5 ** 2 + 12.5 ** 2 + 737.5 ** 2) / 4), 3);
  });
});
