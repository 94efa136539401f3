import type { BoxShape } from '@scholia/volume';
import type { RegionPaint } from '../outlining/region-paint.ts';

/** A box prompt. Scribbles say more than a box: it leaves alone what they have marked. */
export const boxPaint = (region: BoxShape, value: number): RegionPaint => ({
  layer: 'prompts',
  value,
  region,
  policy: { mode: 'onlyEmpty' },
  locked: [],
});
