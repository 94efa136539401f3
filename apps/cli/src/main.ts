import { isAppError } from '@scholia/core';
import { Command } from 'commander';
import { COMMANDS } from './commands/index.ts';

const program = new Command('scholia')
  .description('Label 3D medical images together, with models that learn meanwhile.')
  .configureHelp({ showGlobalOptions: true })
  .addHelpText(
    'after',
    '\nEverything works on the data folder SCHOLIA_DATA_DIR (Default: .scholia in the project), or on DATABASE_URL.\nExit code 0 only on success.',
  )
  .showHelpAfterError('(--help tells more)');

for (const register of Object.values(COMMANDS)) register(program);

try {
  await program.parseAsync();
} catch (error) {
  // What we foresaw is a sentence; anything else is a bug, and its stack says where.
  const text = isAppError(error) ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
