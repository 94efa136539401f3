import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const at = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The verifier as one file without dependencies: for Node, and as a page. Built from this source whenever a bundle is made. */
export async function buildVerifier(): Promise<{ readonly script: string; readonly page: string }> {
  const [script, page] = await Promise.all([bundle('verifier-main.ts', 'node'), bundle('verifier-page.ts', 'browser')]);
  return {
    script,
    page: PAGE.replace(
      '<!--script-->',
      () => `<script type="module">${page.replaceAll('</script', '<\\/script')}</script>`,
    ),
  };
}

async function bundle(entry: string, platform: 'node' | 'browser'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [at(entry)],
    bundle: true,
    write: false,
    format: 'esm',
    platform,
    // What is CommonJS asks for Node's modules in a way that a module cannot answer.
    mainFields: ['module', 'main'],
    target: platform === 'node' ? 'node20' : 'es2023',
    alias: platform === 'browser' ? { 'node:zlib': at('no-zlib.ts') } : {},
    minify: true,
    legalComments: 'inline',
  });
  return outputFiles[0].text;
}

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Verify an audit bundle</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 3rem auto; padding: 0 1rem; }
  label { display: block; margin: 1rem 0; }
  pre { white-space: pre-wrap; padding: 1rem; border-radius: .5rem; border: 2px solid; min-height: 4rem; }
  pre[data-outcome=intact] { border-color: #16a34a; }
  pre[data-outcome=unwitnessed] { border-color: #d97706; }
  pre[data-outcome=faulty] { border-color: #dc2626; }
</style>
<h1>Verify an audit bundle</h1>
<p>Everything is computed on this page; nothing is sent anywhere.</p>
<label>Bundle (zip) <input id="bundle" type="file" accept=".zip"></label>
<label>Checkpoints that you kept, if any <input id="witness" type="file" multiple></label>
<label>Certificates of time stamping authorities that you trust (PEM), if any <input id="authorities" type="file" multiple></label>
<label>Files of labels, to be told which submission each is (.nii, .nii.gz) <input id="labels" type="file" multiple></label>
<pre id="output" role="status" aria-live="polite"></pre>
<!--script-->
</html>
`;
