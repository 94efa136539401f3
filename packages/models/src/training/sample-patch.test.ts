import { IGNORE } from '@scholia/autodiff';
import { seededRandom } from '@scholia/core';
import { describe, expect, it } from 'vitest';
import { BALL_PLAN, ballCase } from '../testing/ball-case.ts';
import { inMemory, prepareCase } from './cases.ts';
import { samplePatch } from './sample-patch.ts';

describe('samplePatch', () => {
  it('is the same for the same randomness, and another for another', () => {
    const source = inMemory(prepareCase(ballCase(seededRandom(1)), BALL_PLAN));
    const draw = (seed: number) => samplePatch(source, BALL_PLAN.patch, BALL_PLAN.augmentation, seededRandom(seed));
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3).image).not.toEqual(draw(4).image);
  });

  it('keeps image and classes together: the ball is brighter than what surrounds it', () => {
    const source = inMemory(prepareCase(ballCase(seededRandom(2)), BALL_PLAN));
    const { image, classes } = samplePatch(source, BALL_PLAN.patch, BALL_PLAN.augmentation, seededRandom(5));
    const meanOf = (wanted: number) => {
      const values = image.filter((_, at) => classes[at] === wanted);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    expect(meanOf(1)).toBeGreaterThan(meanOf(0) + 1);
  });

  it('finds the foreground of a large case in about two of three patches, and the outside has no class', () => {
    const source = inMemory(prepareCase(ballCase(seededRandom(3), [64, 64, 64]), BALL_PLAN));
    const random = seededRandom(6);
    const patches = Array.from({ length: 60 }, () => samplePatch(source, [16, 16, 16], BALL_PLAN.augmentation, random));
    const withBall = patches.filter(({ classes }) => classes.includes(1)).length;
    expect(withBall).toBeGreaterThan(30);
    const { image, classes } = samplePatch(source, [72, 72, 72], BALL_PLAN.augmentation, random);
    expect(classes[0]).toBe(IGNORE);
    expect(image[0]).toBe(0);
  });

  it('bends and mirrors shapes, and varies intensities, as far as the plan says', () => {
    const source = inMemory(prepareCase(ballCase(seededRandom(4), [24, 24, 24]), BALL_PLAN));
    const still = {
      turn: 0,
      scale: 0,
      shift: 0,
      flip: [false, false, false],
      elastic: 0,
      gain: 0,
      brightness: 0,
      bend: 0,
    } as const;
    const none = { ...still, flip: [false, false, false] as [boolean, boolean, boolean], noise: 0, biasField: 0 };
    const draw = (more: object, seed = 1) =>
      samplePatch(source, [24, 24, 24], { ...none, ...more }, seededRandom(seed));
    const plain = draw({});
    // Nothing varied: the patch is the case, but for the last plane, beyond which there is nothing to interpolate with.
    const [image, classes] = [source.planes(0, 24).image, source.planes(0, 24).classes];
    const inner = Array.from({ length: 24 ** 3 }, (_, at) => at).filter(
      (at) => at % 24 < 23 && Math.floor(at / 24) % 24 < 23 && at < 23 * 576,
    );
    for (const at of inner.filter((_, n) => n % 37 === 0)) {
      expect(plain.image[at]).toBeCloseTo(image[at], 5);
      expect(plain.classes[at]).toBe(classes[at]);
    }
    const volume = ({ classes }: { classes: Int32Array }) => classes.filter((value) => value === 1).length;
    for (const more of [{ elastic: 2 }, { flip: [true, true, true] }, { turn: 0.5 }]) {
      const varied = draw(more, 3);
      expect(varied.classes).not.toEqual(plain.classes);
      expect(volume(varied) / volume(plain)).toBeGreaterThan(0.7);
      expect(volume(varied) / volume(plain)).toBeLessThan(1.4);
    }
    for (const more of [{ biasField: 0.5 }, { gain: 0.3 }, { noise: 0.2 }, { bend: 0.5 }, { brightness: 0.5 }]) {
      const varied = draw(more, 3);
      expect(varied.classes).toEqual(plain.classes);
      expect(varied.image).not.toEqual(plain.image);
    }
  });

  it('centres as often on a small class as on a large one', () => {
    const labels = new Uint8Array(40 ** 3).fill(5, 0, 20_000).fill(7, 50_000, 50_100);
    const plan = { ...BALL_PLAN, labels: [5, 7] };
    const { foreground, classes } = prepareCase({ ...ballCase(seededRandom(1), [40, 40, 40]), labels }, plan);
    expect(foreground.filter((at) => classes[at] === 2)).toHaveLength(100);
    expect(foreground.filter((at) => classes[at] === 1).length).toBeLessThanOrEqual(2048);
  });
});
