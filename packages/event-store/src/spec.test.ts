import { fileURLToPath } from 'node:url';
import { compareSpec } from '@scholia/testing';
import { expect, it } from 'vitest';

it('every rule of SPEC.md has a test, and every test names a rule', () => {
  expect(compareSpec(fileURLToPath(new URL('..', import.meta.url)))).toEqual({
    untested: [],
    unknown: [],
    repeated: [],
  });
});
