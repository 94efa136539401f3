import { seededRandom } from '@scholia/core';
import type { AxisMap } from '@scholia/geometry';
import { describe, expect, it } from 'vitest';
import { planSchema } from '../plan/plan.ts';
import { Predictor } from '../prediction/predictor.ts';
import { onnxRuntime } from '../runtime/onnx-session.ts';
import { BALL_PLAN, ballCase } from '../testing/ball-case.ts';
import { freshState } from '../training/trainer.ts';
import { correctedRegions } from './corrected-regions.ts';
import { segmentLabels } from './segment-labels.ts';

const RAS: AxisMap = { perm: [0, 1, 2], flip: [false, false, false] };

describe('correctedRegions', () => {
  const image = { map: RAS, dims: [50, 100, 100], fileDims: [100, 100, 100] } as const;
  const at = (...clicks: [number, number, number][]) => correctedRegions({ patch: [16, 16, 8] }, image, clicks);

  it('keeps a window around a click, looks at half a window more, and ends with the image', () => {
    expect(at([50, 50, 99])).toEqual([
      {
        keep: { from: [42, 42, 91], size: [17, 17, 9] },
        look: { from: [38, 38, 87], size: [25, 25, 13] },
      },
    ]);
  });

  it('is one for clicks that are near, also through a third one, and none without clicks', () => {
    const apart = at([10, 10, 10], [80, 80, 80]);
    expect(apart?.map(({ keep }) => keep.from)).toEqual([
      [2, 2, 2],
      [72, 72, 72],
    ]);
    expect(at([10, 10, 10], [40, 10, 10], [25, 10, 10])?.map(({ keep }) => keep)).toEqual([
      { from: [2, 2, 2], size: [47, 17, 17] },
    ]);
    expect(at()).toEqual([]);
  });

  it('is the whole image where it is half of it, or more', () => {
    const large = (...clicks: [number, number, number][]) => correctedRegions({ patch: [48, 48, 24] }, image, clicks);
    expect(large([50, 50, 50])).toHaveLength(1);
    expect(large([20, 50, 50], [80, 50, 50])).toBeUndefined();
    expect(correctedRegions({ patch: [100, 100, 50] }, image, [[1, 1, 1]])).toHaveLength(1);
    expect(correctedRegions({ patch: [100, 100, 50] }, image, [[50, 50, 50]])).toBeUndefined();
  });
});

describe('segmentLabels', () => {
  const plan = planSchema.parse({ ...BALL_PLAN, method: 'deepedit', labels: [5, 6] });
  const model = { plan, ...freshState(plan, seededRandom(4)) };
  const open = () => Predictor.open(model, onnxRuntime({ threads: 1 }));
  const clicks = [{ ijk: [8, 8, 8] as const, class: 2 }];

  it('looks again around the clicks alone', async () => {
    const predictor = await open();
    const dims = [48, 18, 16] as const;
    const image = predictor.prepare(ballCase(seededRandom(1), dims));
    const without = await predictor.predictOnGrid(image, { passes: 0 });
    const untouched = async () => without;
    const corrected = await segmentLabels(predictor, plan, image, { clicks, untouched });
    const changed = [...corrected.labels.keys()].filter((at) => corrected.labels[at] !== without.labels[at]);
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.every((at) => at % dims[0] < 17)).toBe(true);
    expect(await segmentLabels(predictor, plan, image, { clicks: [], untouched })).toEqual({
      labels: without.labels,
      stagesMs: without.stagesMs,
    });
    await predictor.dispose();
  });

  it('of a small image it is the prediction with these clicks, and asks for no other', async () => {
    const predictor = await open();
    const image = predictor.prepare(ballCase(seededRandom(1)));
    const untouched = () => Promise.reject(new Error('not needed'));
    const { labels } = await segmentLabels(predictor, plan, image, { clicks, untouched });
    expect(labels).toEqual((await predictor.predictOnGrid(image, { passes: 0, clicks })).labels);
    expect(labels).not.toEqual((await predictor.predictOnGrid(image, { passes: 0 })).labels);
    await predictor.dispose();
  });
});
