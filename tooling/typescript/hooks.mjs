import { fileURLToPath } from 'node:url';
import { bundleOf } from './bundle.mjs';

/** Node's hook for the text of a module: a TypeScript file comes with everything that it imports, as one module. */
export async function load(url, context, next) {
  if (!/^file:.*\.ts$/.test(url)) return await next(url, context);
  return { format: 'module', source: await bundleOf(fileURLToPath(url)), shortCircuit: true };
}
