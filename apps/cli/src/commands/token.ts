import type { Command } from 'commander';
import { print, table } from '../output.ts';
import { ACTOR, withServices } from '../session.ts';
import { findPerson } from './user.ts';

interface Options {
  readonly json: boolean;
}

export function registerToken(command: Command): void {
  command
    .command('create')
    .description('Make a token that acts as a person. It is shown once.')
    .argument('<email>', 'of the person')
    .requiredOption('--name <name>', 'what it is for')
    .option('--json', 'print one line of JSON', false)
    .action(async (email: string, { name, json }: Options & { name: string }) => {
      const made = await withServices(async (services) => {
        const { userId } = await findPerson(services, email);
        const { result } = await services.events.transact((tx) =>
          services.auth.createToken(tx, { userId, name }, ACTOR),
        );
        return result;
      });
      print(json, made, () => made.token);
    });
  command
    .command('list')
    .description("A person's tokens that still work.")
    .argument('<email>', 'of the person')
    .option('--json', 'print one line of JSON', false)
    .action(async (email: string, { json }: Options) => {
      const tokens = await withServices(async (services) =>
        services.auth.listTokens((await findPerson(services, email)).userId),
      );
      print(json, tokens, () =>
        table(
          ['Id', 'Name', 'Made', 'Last used'],
          tokens.map((one) => [one.tokenId, one.name, one.createdAt, one.lastUsedAt ?? 'never']),
        ),
      );
    });
  command
    .command('revoke')
    .description('End a token at once.')
    .argument('<email>', 'whose it is')
    .argument('<id>', 'of the token, see: npx scholia token list <email>')
    .option('--json', 'print one line of JSON', false)
    .action(async (email: string, tokenId: string, { json }: Options) => {
      await withServices(async (services) => {
        const { userId } = await findPerson(services, email);
        await services.events.transact((tx) => services.auth.revokeToken(tx, { tokenId, userId }, ACTOR));
      });
      print(json, { tokenId }, () => `Token ${tokenId} is revoked.`);
    });
}
