import { type Clock, seededRandom } from '@scholia/core';
import type { OpenSession } from '../runtime/session.ts';
import { freshState, Trainer } from '../training/trainer.ts';
import { type Device, stepOperations } from './cost.ts';
import { planSchema, shapeOf } from './plan.ts';

/** Small enough for a second, and large enough to keep all threads busy. */
const PROBE = planSchema.parse({
  targetSpacingMm: [1, 1, 1],
  patch: [32, 32, 32],
  channels: [16, 32],
  dropout: 0,
  learningRate: 1e-3,
  labels: [1],
  seed: 1,
});
/** The first steps allocate; of the others the fastest is the one least disturbed. */
const WARM_UP = 2;
const MEASURED = 4;

/** How fast training is on this machine, as busy as it is now: a few real steps of a small network. Blocks its thread for about a second. */
export async function measureSpeed(openSession: OpenSession, clock: Clock): Promise<Device['gflops']> {
  const random = seededRandom(1);
  const trainer = await Trainer.open(PROBE, freshState(PROBE, random), openSession);
  const voxels = PROBE.patch.reduce((a, b) => a * b, 1);
  const patch = {
    image: Float32Array.from({ length: voxels }, () => random.gaussian()),
    classes: Int32Array.from({ length: voxels }, () => random.integer(2)),
  };
  let fastestMs = Number.POSITIVE_INFINITY;
  for (let n = 0; n < WARM_UP + MEASURED; n++) {
    const started = clock();
    await trainer.step([patch], 1e-3, random);
    if (n >= WARM_UP) fastestMs = Math.min(fastestMs, clock() - started);
  }
  await trainer.dispose();
  // Clocks that tick by milliseconds must not make a fast machine infinitely fast.
  return stepOperations(shapeOf(PROBE), PROBE.patch) / (1e6 * Math.max(1, fastestMs));
}
