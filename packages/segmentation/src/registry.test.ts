import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { METHODS } from './registry.ts';

const PIECES = ['features', 'grid', 'mixture', 'robot', 'testing'];

describe('the registry', () => {
  it('has a line for each folder of a method, under the name that events give it', () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const names = folders.map(({ name }) => name).filter((name) => !PIECES.includes(name));
    expect(Object.keys(METHODS).sort()).toEqual(names.sort());
    for (const [name, method] of Object.entries(METHODS)) expect(method.name).toBe(name);
  });

  it('has parameters whose defaults people could set', () => {
    for (const { name, parameters } of Object.values(METHODS))
      for (const parameter of Object.values(parameters)) {
        if (parameter.type === 'choice') expect(parameter.choices, name).toContain(parameter.default);
        else {
          expect(parameter.default, name).toBeGreaterThanOrEqual(parameter.min);
          expect(parameter.default, name).toBeLessThanOrEqual(parameter.max);
        }
      }
  });
});
