import type { Command } from 'commander';
import { start } from '../start/start.ts';

export function registerStart(command: Command): void {
  command
    .option('--no-build', 'use the last build of the web app as it is')
    .option('--json', 'print one line of JSON when ready', false)
    .action(async (options: { build: boolean; json: boolean }) => start(options));
}
