import { type AnyMethod, defaultsOf, METHODS } from '@scholia/segmentation';
import { describe, expect, it } from 'vitest';
import { stageText } from './stage-text.ts';

const DIMS = [9, 9, 9] as const;

/** A bright ball, prompted so that most methods have something to say. */
function ball() {
  const image = new Float32Array(9 ** 3);
  const prompts = new Uint8Array(9 ** 3);
  for (let at = 0; at < image.length; at++) {
    const [i, j, k] = [at % 9, Math.floor(at / 9) % 9, Math.floor(at / 81)];
    image[at] = (Math.hypot(i - 4, j - 4, k - 4) < 3 ? 100 : 0) + ((7 * at) % 5);
    if (j === 4 && k === 4 && Math.abs(i - 4) < 2) prompts[at] = 1;
    if (j === 0) prompts[at] = 255;
  }
  return { dims: DIMS, spacingMm: [1, 1, 1] as const, image, prompts, labels: [1] };
}

describe('stageText', () => {
  it('has words for the stages that methods tell', async () => {
    const stages = new Set<string>();
    const onProgress = ({ stage }: { readonly stage: string }) => void stages.add(stage);
    // What a method cannot answer it refuses, after its first stage.
    for (const method of Object.values<AnyMethod>(METHODS))
      await method.run(ball(), defaultsOf(method) as never, { onProgress }).catch(() => undefined);
    expect(stages.size).toBeGreaterThan(10);
    expect([...stages].filter((stage) => stageText(stage) === stage)).toEqual([]);
  });

  it('says that nothing has begun', () => {
    expect(stageText(undefined)).toBe('waiting for its turn');
  });
});
