import { adam } from './adam.ts';
import type { Optimiser } from './optimiser.ts';
import { sgd } from './sgd.ts';

/** Every optimiser by name, with `weightDecay` where it takes one. */
export const OPTIMISERS = {
  adam: () => adam(),
  adamw: (weightDecay = 1e-2) => adam({ weightDecay }),
  sgd: (weightDecay = 0) => sgd({ weightDecay }),
} as const satisfies Record<string, (weightDecay?: number) => Optimiser>;

export type OptimiserName = keyof typeof OPTIMISERS;
