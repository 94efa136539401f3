import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '@scholia/core';
import { readNifti } from '@scholia/formats';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../plan/facts.ts';
import { planTraining } from '../plan/planner.ts';
import { onnxRuntime } from '../runtime/onnx-session.ts';
import type { LazyCase } from './cases.ts';
import { patchesInMemory } from './patches.ts';
import { train } from './train.ts';

/** Real MR images with labels by experts; see SCHOLIA_TEST_DATA in the root README. Skipped where they are absent. */
const folder = join(
  process.env.SCHOLIA_TEST_DATA ?? join(import.meta.dirname, '../../../../../shared/data'),
  'hippocampus',
);

function caseOf(name: string): LazyCase {
  return {
    async load() {
      const { data, dims, affine } = readNifti(readFileSync(join(folder, 'imagesTr', name)));
      const labels = readNifti(readFileSync(join(folder, 'labelsTr', name))).data;
      return { data, dims, affine, labels: Uint8Array.from(labels) };
    },
  };
}

describe.skipIf(!existsSync(folder))('training on real images', () => {
  it('finds both parts of the hippocampus in unseen images, from eight cases on a coarse grid', async () => {
    const names = readdirSync(join(folder, 'imagesTr')).sort().slice(0, 12);
    const cases = names.map(caseOf);
    const { plan } = planTraining({ cases: [factsOf(await cases[0].load())], labels: [1, 2], seconds: 10 });
    const result = await train({
      plan,
      patches: await patchesInMemory(cases.slice(0, 8), plan),
      heldOut: cases.slice(8),
      budget: { steps: 150 },
      openSession: onnxRuntime({ threads: 2 }),
      random: seededRandom(1),
    });
    expect(result.skipped).toBe(0);
    expect(result.score).toBeGreaterThan(0.5);
  }, 300_000);
});
