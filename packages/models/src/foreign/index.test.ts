import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

/** Every file that is imported from here on, and every package. */
function reachOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, target] of readFileSync(file, 'utf8').matchAll(/from\s+'([^']+)'/g))
    if (target.startsWith('.')) reachOf(join(dirname(file), target), seen);
    else seen.add(target);
  return seen;
}

it('what servers take of foreign models brings no runtime along', () => {
  const reached = [...reachOf(join(import.meta.dirname, 'index.ts'))];
  expect(reached.filter((one) => !one.startsWith(import.meta.dirname)).sort()).toEqual(['@scholia/core', 'zod']);
});
