import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Which packages each package may import. Apps and workers are composition roots: they import, nothing imports them. */
const ALLOWED: Record<string, readonly string[]> = {
  core: [],
  geometry: ['core'],
  volume: ['core', 'geometry'],
  metrics: ['core'],
  autodiff: ['core'],
  domain: ['core'],
  segmentation: ['core', 'volume'],
  formats: ['core', 'geometry', 'volume'],
  demo: ['core', 'geometry', 'volume', 'formats'],
  models: ['core', 'geometry', 'volume', 'autodiff', 'metrics'],
  jobs: ['core'],
  db: ['core'],
  ledger: ['core', 'domain'],
  'event-store': ['core', 'domain', 'db', 'ledger'],
  projections: ['core', 'domain', 'db', 'event-store'],
  collab: ['core', 'geometry', 'volume', 'domain'],
  auth: ['core', 'domain', 'db', 'event-store', 'projections'],
  tools: ['core', 'geometry', 'volume', 'collab'],
  viewer: ['core', 'geometry', 'volume', 'collab', 'tools'],
  audit: ['core', 'domain', 'ledger', 'collab', 'volume', 'geometry', 'formats'],
  testing: ['core', 'db'],
  api: [
    'core',
    'geometry',
    'volume',
    'domain',
    'db',
    'auth',
    'event-store',
    'projections',
    'jobs',
    'formats',
    'collab',
    'ledger',
    'audit',
    'segmentation',
    // What can be known of a network without a runtime.
    'models/foreign',
  ],
};

const folders = [
  ...readdirSync(join(root, 'packages')).map((name) => ({ name, folder: join(root, 'packages', name) })),
  { name: 'db', folder: join(root, 'db') },
];

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === 'node_modules' || name.startsWith('.')) return [];
    if (statSync(path).isDirectory()) return sources(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  });
}

const isTest = (path: string) => /\.test\.tsx?$|\/(testing|test|e2e|harness|bench)\//.test(path);
const importsOf = (path: string) =>
  [...readFileSync(path, 'utf8').matchAll(/(?:from|import\()\s*['"]([^'"]+)['"]/g)].map((match) => match[1]);

describe('direction of imports', () => {
  it('lists every package', () => {
    expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(ALLOWED).sort());
  });

  for (const { name, folder } of folders) {
    it(`${name} imports only what lies below it`, () => {
      const wrong = sources(folder)
        .filter((path) => !isTest(path))
        .flatMap((path) =>
          importsOf(path)
            .filter((target) => target.startsWith('@scholia/') || target === 'scholia')
            .map((target) => target.split('/').slice(1).join('/'))
            .filter((target) => {
              const [owner] = target.split('/');
              return owner !== name && !ALLOWED[name]?.includes(owner) && !ALLOWED[name]?.includes(target);
            })
            .map((target) => `${relative(root, path)} imports ${target}`),
        );
      expect(wrong).toEqual([]);
    });
  }

  it('never reaches into another package by a relative path', () => {
    const wrong = folders.flatMap(({ folder }) =>
      sources(folder).flatMap((path) =>
        importsOf(path)
          .filter((target) => target.startsWith('.') && relative(folder, join(dirname(path), target)).startsWith('..'))
          .map((target) => `${relative(root, path)}: ${target}`),
      ),
    );
    expect(wrong).toEqual([]);
  });
});
