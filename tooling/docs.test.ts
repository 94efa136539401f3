import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { cwd: root });
const pages = listed
  .toString()
  .trim()
  .split('\n')
  .filter((page) => existsSync(join(root, page)));
const text = (page: string) => readFileSync(join(root, page), 'utf8');

describe('documentation', () => {
  it('links to files that exist', () => {
    const broken = pages.flatMap((page) =>
      [...text(page).matchAll(/\]\(([^)#\s]+)\)/g)]
        .map(([, target]) => target)
        .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(root, dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('names folders and files of the project that exist', () => {
    const missing = ['README.md', 'docs/ARCHITECTURE.md'].flatMap((page) =>
      [...text(page).matchAll(/`((?:apps|packages|workers|db|docs|tooling|scripts)\/[\w./-]*)`/g)]
        .map(([, path]) => path)
        .filter((path) => !path.includes('*') && !existsSync(join(root, path)))
        .map((path) => `${page}: ${path}`),
    );
    expect(missing).toEqual([]);
  });

  it('says of every package what it is for', () => {
    const packages = execFileSync('git', ['ls-files', '*/package.json'], { cwd: root }).toString().trim().split('\n');
    const silent = packages.map((file) => dirname(file)).filter((folder) => folder !== 'tooling');
    expect(silent.filter((folder) => !existsSync(join(root, folder, 'README.md')))).toEqual([]);
  });
});
