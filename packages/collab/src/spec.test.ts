import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const packages = join(import.meta.dirname, '..', '..');

function rulesOf(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, id]) => id))].sort();
}

describe.each(['collab', 'volume'])('SPEC.md of %s', (name) => {
  it('has a test for each rule, and no test has an unknown rule', () => {
    const folder = join(packages, name);
    const tests = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => readFileSync(join(folder, 'src', file), 'utf8'))
      .join('\n');
    const spec = readFileSync(join(folder, 'SPEC.md'), 'utf8');
    expect(rulesOf(tests, /it\(\s*'\[([A-Z]{2}\d+)\]/g)).toEqual(rulesOf(spec, /^- \*\*([A-Z]{2}\d+)\*\*/gm));
  });
});
