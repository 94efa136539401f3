import { isAppError } from '@scholia/core';
import { Command } from 'commander';
import { registerStart } from './commands/start.ts';

const program = new Command('scholia').description(
  'Label 3D medical images together, with models that learn meanwhile.',
);

registerStart(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${isAppError(error) ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
}
