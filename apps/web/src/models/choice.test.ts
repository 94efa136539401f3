import type { ModelId } from '@scholia/core';
import { describe, expect, it } from 'vitest';
import { choiceOf } from './choice.ts';

const models = [3, 2, 1].map((version) => ({ version, modelId: `m${version}` as ModelId }));
const running = { status: 'running', modelId: null } as const;
const published = { status: 'published', modelId: 'm3' as ModelId } as const;
const versionOf = (choice: ReturnType<typeof choiceOf>) => [choice.model?.version, choice.isRunShown];

describe('choiceOf', () => {
  it('follows the address, and is the newest where it says nothing or no version that there is', () => {
    expect(versionOf(choiceOf({ version: 2 }, models, running))).toEqual([2, false]);
    expect(versionOf(choiceOf({ version: 9 }, models, published))).toEqual([3, false]);
    expect(versionOf(choiceOf({}, models, undefined))).toEqual([3, false]);
    expect(choiceOf({ version: 2, against: 3 }, models, published).against?.version).toBe(3);
    expect(choiceOf({ against: 3 }, models, published).against).toBeUndefined();
  });

  it('shows a run while it goes on, and the model that came of it', () => {
    expect(versionOf(choiceOf({}, models, running))).toEqual([3, true]);
    expect(versionOf(choiceOf({ isTraining: true }, models, running))).toEqual([3, true]);
    expect(versionOf(choiceOf({ isTraining: true }, models, published))).toEqual([3, false]);
    expect(versionOf(choiceOf({ isTraining: true }, models.slice(1), published))).toEqual([2, true]);
  });

  it('shows what became of the last run where there is no model, and nothing where there is no run', () => {
    expect(versionOf(choiceOf({}, [], { status: 'failed', modelId: null }))).toEqual([undefined, true]);
    expect(versionOf(choiceOf({ isTraining: true }, [], undefined))).toEqual([undefined, false]);
  });
});
