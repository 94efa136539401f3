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
});
