// `npm start`: installs what is missing, then hands over to `scholia start`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { checkNode, ensureInstalled, root } from './bootstrap.mjs';

checkNode();
ensureInstalled();
const cli = join(root, 'apps/cli/bin/scholia.mjs');
const child = spawn(process.execPath, [cli, 'start', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
// Ctrl-C reaches both; this process waits for the other to finish.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
