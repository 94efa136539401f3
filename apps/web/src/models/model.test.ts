import { describe, expect, it } from 'vitest';
import { predictingModel } from './model.ts';

describe('predictingModel', () => {
  const model = (version: number, method: 'automatic' | 'deepedit' | 'deepgrow-3d', isCurrent: boolean) => ({
    version,
    method,
    isCurrent,
  });

  it('is the automatic one in use, then DeepEdit, then the newest', () => {
    const models = [model(4, 'deepgrow-3d', true), model(3, 'automatic', false), model(2, 'deepedit', true)];
    expect(predictingModel([...models, model(1, 'automatic', true)])?.version).toBe(1);
    expect(predictingModel(models)?.version).toBe(2);
    expect(predictingModel(models.slice(0, 2))?.version).toBe(4);
    expect(predictingModel([])).toBeUndefined();
  });
});
