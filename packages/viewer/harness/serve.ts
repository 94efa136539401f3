import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Viewer harness</title>
    <style>
      html, body { margin: 0; height: 100%; background: #06070a; overflow: hidden; }
      #viewer { width: 100vw; height: 100vh; }
    </style>
  </head>
  <body>
    <div id="viewer"></div>
    <script type="module" src="/main.js"></script>
  </body>
</html>`;

/** Bundles the harness page and serves it on a free port of this machine until `close`. */
export async function serveHarness(): Promise<{ url: string; close(): Promise<void> }> {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'error',
  });
  const script = bundle.outputFiles[0].contents;
  const server = createServer((request, response) => {
    const isScript = request.url === '/main.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
    response.end(isScript ? script : PAGE);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
