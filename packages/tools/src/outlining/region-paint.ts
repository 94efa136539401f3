import type { OverwritePolicy } from '@scholia/collab';
import type { RegionShape } from '@scholia/volume';

/** A closed curve or a box, ready to become one operation. `value` 0 erases it. */
export interface RegionPaint {
  readonly layer: 'labels' | 'prompts';
  readonly value: number;
  readonly region: RegionShape;
  readonly policy: OverwritePolicy;
  readonly locked: readonly number[];
}
