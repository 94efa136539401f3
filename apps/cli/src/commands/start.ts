import type { Command } from 'commander';
import { start } from '../start/start.ts';

export function registerStart(program: Command): void {
  program
    .command('start')
    .description('Start everything on this machine: database, web, sync and workers. Ctrl-C stops it.')
    .option('--no-build', 'use the last build of the web app as it is')
    .option('--json', 'print one line of JSON when ready', false)
    .action(async (options: { build: boolean; json: boolean }) => start(options));
}
