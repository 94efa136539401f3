import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cache = join(root, 'node_modules/.cache/scholia');

let folder: string;
let entry: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scholia-typescript-'));
  mkdirSync(join(folder, 'deeper'));
  entry = join(folder, `${basename(folder)}.ts`);
  writeFileSync(entry, `import { answer } from './deeper/answer.ts'; console.log(JSON.stringify(answer()));`);
});
afterEach(() => {
  for (const name of kept()) rmSync(join(cache, name));
  rmSync(folder, { recursive: true, force: true });
});

const kept = () => readdirSync(cache).filter((name) => name.startsWith(`${basename(folder)}-`));
const answers = (body: string) =>
  writeFileSync(join(folder, 'deeper/answer.ts'), `export const answer = (): unknown => ${body};`);

async function run(): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', '@scholia/tooling/typescript', entry], {
    cwd: root,
  });
  return JSON.parse(stdout);
}

describe('node --import @scholia/tooling/typescript', () => {
  it('keeps what it made, and makes it again when a file has changed', async () => {
    answers('1 as number');
    expect([await run(), await run()]).toEqual([1, 1]);
    expect(kept()).toHaveLength(1);
    answers('22 as number');
    expect(await run()).toBe(22);
    expect(kept()).toHaveLength(1);
  });

  it('lets a file find what lies beside it', async () => {
    answers(`new URL('beside.txt', import.meta.url).pathname`);
    expect(await run()).toBe(join(folder, 'deeper/beside.txt'));
  });

  it('says of an error in which line of the source it was thrown', async () => {
    answers(`{\n  // A comment is no line of what runs.\n  throw new Error('broken');\n}`);
    await expect(run()).rejects.toThrow(/deeper\/answer\.ts:3/);
  });

  it('gives CommonJS packages what they ask for, and classes their names', async () => {
    answers(`[new (class Named {})().constructor.name, typeof require('node:fs').statSync]`);
    expect(await run()).toEqual(['Named', 'function']);
  });
});
