import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { FORMATS } from './index.ts';

it('the registry has every format of the folder, under the name of its file', () => {
  const files = readdirSync(fileURLToPath(new URL('.', import.meta.url)));
  const formats = files.filter((name) => !name.endsWith('.test.ts') && !['format.ts', 'index.ts'].includes(name));
  expect(Object.keys(FORMATS).sort()).toEqual(formats.map((name) => name.replace('.ts', '')).sort());
});
