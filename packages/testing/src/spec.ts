import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Compares the numbered rules of a package's SPEC.md ("- **ES5** ...") with the titles of its tests ("[ES5] ...").
 * All lists are empty when every rule has a test, every test names a rule, and no id stands for two rules.
 */
export function compareSpec(folder: string): { untested: string[]; unknown: string[]; repeated: string[] } {
  const rules = matches(readFileSync(join(folder, 'SPEC.md'), 'utf8'), /^- \*\*([A-Z]{2}\d+)\*\*/gm);
  const tested = testsOf(folder).flatMap((path) => matches(readFileSync(path, 'utf8'), /\[([A-Z]{2}\d+)\]/g));
  return {
    untested: rules.filter((rule) => !tested.includes(rule)),
    repeated: rules.filter((rule, at) => rules.indexOf(rule) !== at),
    unknown: [...new Set(tested.filter((rule) => !rules.includes(rule)))],
  };
}

const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]);

function testsOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === 'node_modules') return [];
    if (statSync(path).isDirectory()) return testsOf(path);
    return name.endsWith('.test.ts') && name !== 'spec.test.ts' ? [path] : [];
  });
}
