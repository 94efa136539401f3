import { seededRandom } from '@scholia/core';
import { dice } from '@scholia/metrics';
import { describe, expect, it } from 'vitest';
import { Effort } from '../effort.ts';
import { gaussian } from '../features/gaussian.ts';
import { type Case, defaultsOf, graphCut, OUTSIDE, type ValuesOf } from '../index.ts';
import { Pace } from '../method.ts';
import { BALL, noisyBall, type Phantom, RADIUS_MM } from '../testing/noisy-ball.ts';

const answer = async (given: Case, values: Partial<ValuesOf<typeof graphCut.parameters>>) =>
  (await graphCut.run(given, { ...defaultsOf(graphCut), ...values }, {})).labelmap;

/** A ball of fine noise in coarse noise: the same mean and deviation, so no single intensity tells which is which. */
async function texturedBall(seed: number): Promise<Phantom> {
  const ball = noisyBall(
    ([, j, k], mm) => {
      if (Math.abs(k - 7) < 2 && Math.abs(j - 11) < 3 && mm < RADIUS_MM - 1.5) return BALL;
      return k === 7 && mm > RADIUS_MM + 2 && mm < RADIUS_MM + 4 ? OUTSIDE : 0;
    },
    { seed, noise: 0 },
  );
  const { dims, spacingMm, truth } = ball;
  const random = seededRandom(seed);
  const noise = () => Float32Array.from(truth, () => random.gaussian());
  const fine = noise();
  const coarse = await gaussian(noise(), dims, spacingMm, 2, new Effort(new Pace({}), 1e9));
  const deviation = Math.sqrt(coarse.reduce((sum, value) => sum + value * value, 0) / coarse.length);
  const image = fine.map((value, at) => 1000 * (truth[at] === BALL ? value : coarse[at] / deviation));
  return { ...ball, image };
}

describe('graphCut by features', () => {
  it('tells textures apart that have the same intensities', async () => {
    for (const seed of [1, 2]) {
      const given = await texturedBall(seed);
      const score = async (likelihood: 'histogram' | 'features') =>
        dice(await answer(given, { likelihood, lambdaMm: 1 }), given.truth, BALL);
      expect(await score('features')).toBeGreaterThan(0.75);
      expect(await score('features')).toBeGreaterThan(0.1 + (await score('histogram')));
    }
  });

  it('finds what differs in intensity, on coarse cells and among several labels too', async () => {
    const line = noisyBall(([, j, k], mm) => {
      if (k === 7 && j === 11 && mm < RADIUS_MM - 1) return BALL;
      return k === 7 && (j === 0 || j === 23) ? OUTSIDE : 0;
    });
    const labels = [BALL, 9];
    const prompts = line.prompts.map((prompt) => (prompt === OUTSIDE ? 9 : prompt));
    for (const given of [line, { ...line, prompts, labels }])
      for (const maxVoxels of [10_000_000, 3000]) {
        const labelmap = await answer(given, { likelihood: 'features', maxVoxels });
        expect(dice(labelmap, line.truth, BALL)).toBeGreaterThan(0.85);
      }
  });

  it('ignores gain and offset of the image', async () => {
    const given = await texturedBall(3);
    const scaled = { ...given, image: given.image.map((value) => 4 * value + 512) };
    const [plain, other] = await Promise.all(
      [given, scaled].map((one) => answer(one, { likelihood: 'features', lambdaMm: 1 })),
    );
    expect(dice(plain, other, BALL)).toBeGreaterThan(0.98);
  });
});
