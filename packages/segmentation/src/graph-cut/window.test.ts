import { dice } from '@scholia/metrics';
import { describe, expect, it } from 'vitest';
import { defaultsOf, graphCut, OUTSIDE } from '../index.ts';
import { BALL, noisyBall, RADIUS_MM } from '../testing/noisy-ball.ts';
import { windowed } from './window.ts';

const content = (image: number[], seeds: number[]) => ({
  image: Float32Array.from(image),
  seeds: Uint8Array.from(seeds),
});

describe('windowed', () => {
  it('clips what is far from the scribbles of labels, by twice their span', () => {
    const { image } = windowed(content([-1000, 10, 12, 14, 9, 100], [0, 1, 2, 1, OUTSIDE, 0]));
    expect([...image]).toEqual([2, 10, 12, 14, 9, 22]);
  });

  it('reaches as far as half of what is scribbled outside', () => {
    const { image } = windowed(content([10, 11, -50, -90, -1000, 500], [1, 1, OUTSIDE, OUTSIDE, OUTSIDE, 0]));
    expect([...image]).toEqual([10, 11, -50, -90, -90, 111]);
  });

  it('leaves everything where scribbles say nothing of a window', () => {
    const flat = content([5, 5, 90], [1, OUTSIDE, 0]);
    expect(windowed(flat)).toBe(flat);
    const none = content([5, 7, 90], [OUTSIDE, OUTSIDE, 0]);
    expect(windowed(none)).toBe(none);
  });
});

describe('graphCut of an organ beside air and metal', () => {
  it('finds it as well as without them', async () => {
    const ball = noisyBall(
      ([, j, k], mm) => {
        if (k === 7 && j === 11 && mm < RADIUS_MM - 2) return BALL;
        return k === 7 && mm > RADIUS_MM + 1 && mm < RADIUS_MM + 2.5 ? OUTSIDE : 0;
      },
      { noise: 15 },
    );
    const image = ball.image.map((value, at) => {
      const [i, j] = [at % 28, Math.floor(at / 28) % 24];
      return j < 2 ? -3000 : i > 25 ? 9000 : value;
    });
    const find = async (one: Float32Array) =>
      (await graphCut.run({ ...ball, image: one }, defaultsOf(graphCut), {})).labelmap;
    const plain = dice(await find(ball.image), ball.truth, BALL);
    expect(plain).toBeGreaterThan(0.9);
    expect(dice(await find(image), ball.truth, BALL)).toBeGreaterThan(plain - 0.01);
  });
});
