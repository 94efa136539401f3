import { describe, expect, it } from 'vitest';
import { draftProblem, firstLabels, withNewLabel } from './label-drafts.ts';

const label = (value: number, name: string) => ({ value, name, color: '#ffffff' });

describe('withNewLabel', () => {
  it('takes the lowest free value', () => {
    expect(withNewLabel([label(1, 'a'), label(3, 'c')]).at(-1)?.value).toBe(2);
  });
  it('stops at 254 labels', () => {
    let labels = firstLabels();
    for (let n = 0; n < 300; n++) labels = withNewLabel(labels);
    expect(labels).toHaveLength(254);
    expect(new Set(labels.map(({ value }) => value)).size).toBe(254);
  });
});

describe('draftProblem', () => {
  it('wants names, each once', () => {
    expect(draftProblem([])).toContain('at least one');
    expect(draftProblem(firstLabels())).toContain('needs a name');
    expect(draftProblem([label(1, 'Liver'), label(2, ' liver ')])).toContain('Two labels');
    expect(draftProblem([label(1, 'Liver'), label(2, 'Spleen')])).toBeUndefined();
  });
});
