import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isToolName, TOOLS } from './registry.ts';

describe('registry', () => {
  it('lists every tool file', () => {
    const folder = new URL('.', import.meta.url);
    const registry = readFileSync(new URL('registry.ts', folder), 'utf8');
    const files = readdirSync(folder, { recursive: true }).map(String);
    for (const file of files.filter((f) => /(^|\/)tools?\.ts$/.test(f) && f !== 'tool.ts'))
      expect(registry).toContain(`./${file}`);
    expect(isToolName('brush')).toBe(true);
    expect(isToolName('constructor')).toBe(false);
    expect(new Set(Object.values(TOOLS).map((t) => t.title)).size).toBe(Object.keys(TOOLS).length);
  });
});
