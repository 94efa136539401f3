import { Command } from 'commander';
import { COMMANDS } from './commands/index.ts';
import { explain } from './explain.ts';

const program = new Command('scholia')
  .description('Label 3D medical images together, with models that learn meanwhile.')
  .addHelpText(
    'after',
    '\nEverything works on the data folder SCHOLIA_DATA_DIR (Default: .scholia in the project), or on DATABASE_URL.\nExit code 0 only on success.',
  )
  .showHelpAfterError('(--help tells more)');

const wanted = process.argv.slice(2).find((word) => word !== 'help' && !word.startsWith('-'));

try {
  for (const [name, { summary, load }] of Object.entries(COMMANDS)) {
    const command = program.command(name).description(summary).showHelpAfterError('(--help tells more)');
    if (name === wanted) (await load())(command);
  }
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  // A command may have said that another code stands for failing.
  process.exitCode ||= 1;
}
