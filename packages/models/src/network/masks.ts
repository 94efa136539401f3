import type { Random } from '@scholia/core';
import type { Plan } from '../plan/plan.ts';
import { type Feeds, float32 } from '../runtime/session.ts';
import { masksOf } from './graphs.ts';
import { maskDims } from './network.ts';

/** Dropout masks for one run: kept channels are scaled up so that the mean stays. Without `random`, all ones. */
export function maskFeeds(plan: Plan, random?: Random): Feeds {
  return Object.fromEntries(
    masksOf(plan).map(({ name, channels, share }) => {
      const rate = plan.dropout * share;
      const draw = () => (random === undefined ? 1 : random.next() < rate ? 0 : 1 / (1 - rate));
      return [name, float32(maskDims(channels, plan.patch), Float32Array.from({ length: channels }, draw))];
    }),
  );
}
