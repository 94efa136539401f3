import { seededRandom } from '@scholia/core';
import { METHODS } from '../method/registry.ts';
import type { Plan } from '../plan/plan.ts';
import { inMemory, type LazyCase, prepareCase } from './cases.ts';
import { type GridCase, type Patch, samplePatch } from './sample-patch.ts';

/** Where a training gets its patches. */
export interface PatchSource {
  /** How many cases it draws from. */
  readonly cases: number;
  /** The patches of one step. They follow from the seed alone: a step that is done again learns the same. */
  draw(seed: number): Promise<readonly Patch[]>;
  close(): Promise<void>;
}

/** The patches of one step: of random cases, each as likely as the other. Who learns structures by clicks always sees one. */
export function drawPatches(cases: readonly GridCase[], plan: Plan, seed: number): readonly Patch[] {
  const random = seededRandom(seed);
  const foregroundShare = METHODS[plan.method].isOfOneStructure ? 1 : undefined;
  return Array.from({ length: plan.batch }, () =>
    samplePatch(cases[random.integer(cases.length)], plan.patch, plan.augmentation, random, foregroundShare),
  );
}

/** Draws here and now from cases that all stay in memory: for few, and for tests. */
export async function patchesInMemory(cases: readonly LazyCase[], plan: Plan): Promise<PatchSource> {
  const prepared: GridCase[] = [];
  for (const one of cases) prepared.push(inMemory(prepareCase(await one.load(), plan)));
  return {
    cases: prepared.length,
    draw: async (seed) => drawPatches(prepared, plan, seed),
    close: async () => undefined,
  };
}
