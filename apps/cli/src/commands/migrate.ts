import type { Command } from 'commander';
import { print } from '../output.ts';
import { migrateConfigured } from '../start/database.ts';

export function registerMigrate(command: Command): void {
  command
    .option('--json', 'print one line of JSON', false)
    .addHelpText(
      'after',
      '\nDATABASE_OWNER_URL connects as the owner of the tables, DATABASE_URL as the role scholia_app.',
    )
    .action(async ({ json }: { json: boolean }) => {
      const applied = await migrateConfigured();
      print(json, { applied }, () => (applied.length > 0 ? `Applied: ${applied.join(', ')}` : 'Nothing to do.'));
    });
}
