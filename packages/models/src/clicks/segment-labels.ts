import type { Crop, Dims } from '@scholia/volume';
import type { Plan } from '../plan/plan.ts';
import type { Click, Prediction, PredictOptions, Predictor } from '../prediction/predictor.ts';
import type { GridImage } from '../prepare/prepare.ts';
import { correctedRegions } from './corrected-regions.ts';

export interface LabelsOptions extends Pick<PredictOptions, 'signal' | 'onProgress'> {
  readonly clicks: readonly Click[];
  /** What the network says of this image without clicks. */
  readonly untouched: () => Promise<Pick<Prediction, 'labels' | 'stagesMs'>>;
}

/**
 * All labels of a network, corrected by clicks: it looks again around them alone where the image is larger than that, and elsewhere says
 * what it said without them. Without clicks that is all.
 */
export async function segmentLabels(
  predictor: Predictor,
  plan: Pick<Plan, 'patch'>,
  image: GridImage,
  { clicks, untouched, signal, onProgress }: LabelsOptions,
): Promise<Pick<Prediction, 'labels' | 'stagesMs'>> {
  const regions = correctedRegions(
    plan,
    image,
    clicks.map(({ ijk }) => ijk),
  );
  if (!regions) return predictor.predictOnGrid(image, { passes: 0, clicks, signal, onProgress });
  const before = await untouched();
  const labels = before.labels.slice();
  const stagesMs: Record<string, number> = { ...before.stagesMs };
  for (const [n, { look, keep }] of regions.entries()) {
    const share = (done: number) => onProgress?.((n + done) / regions.length);
    const found = await predictor.predictOnGrid(image, { passes: 0, clicks, region: look, signal, onProgress: share });
    pasteInner(found.labels, look, keep, labels, image.fileDims);
    for (const [stage, ms] of Object.entries(found.stagesMs)) stagesMs[stage] = (stagesMs[stage] ?? 0) + ms;
  }
  return { labels, stagesMs };
}

/** Writes the inner part of a box over a volume; both i fastest. */
function pasteInner(box: Uint8Array, outer: Crop, inner: Crop, into: Uint8Array, [di, dj]: Dims): void {
  const [oi, oj] = outer.size;
  const [fi, fj, fk] = inner.from.map((first, axis) => first - outer.from[axis]);
  for (let k = 0; k < inner.size[2]; k++)
    for (let j = 0; j < inner.size[1]; j++) {
      const row = fi + oi * (fj + j + oj * (fk + k));
      const to = inner.from[0] + di * (inner.from[1] + j + dj * (inner.from[2] + k));
      into.set(box.subarray(row, row + inner.size[0]), to);
    }
}
