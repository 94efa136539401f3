import { type Caller, firstAdministrator, grantRole, invoke } from '@scholia/api';
import type { Services } from '@scholia/api/services';
import { type Person, SIGN_IN_LINK_MINUTES } from '@scholia/auth';
import { AppError, type UserId } from '@scholia/core';
import { ROLES, type Role } from '@scholia/domain';
import { type Command, Option } from 'commander';
import { print, table } from '../output.ts';
import { ACTOR, findProject, withServices } from '../session.ts';
import { signInLink } from '../start/administrator.ts';

interface AddOptions {
  readonly name?: string;
  readonly passwordStdin: boolean;
  readonly admin: boolean;
  readonly auditor: boolean;
  readonly project?: string;
  readonly role: Role;
  readonly json: boolean;
}

export function registerUser(command: Command): void {
  command
    .command('add')
    .description('Add a person. Without a password they get a link that signs them in once.')
    .argument('<email>', 'of the person')
    .option('--name <name>', 'as others see it (Default: the part of the address before the @)')
    .option('--password-stdin', 'read a password, of 10 characters or more, from standard input', false)
    .option('--admin', 'administrator of the whole installation', false)
    .option('--auditor', 'may look at everything, the whole log included, and change nothing', false)
    .option('--project <name>', 'give a role in this project')
    .addOption(new Option('--role <role>', 'which role').choices(ROLES).default('annotator'))
    .option('--json', 'print one line of JSON', false)
    .action(async (email: string, options: AddOptions) => {
      const password = options.passwordStdin ? await readPassword() : undefined;
      const added = await withServices((services) => addPerson(services, email, password, options));
      print(options.json, added, () =>
        added.signInLink
          ? `${added.email} added. Sign in (once, within ${SIGN_IN_LINK_MINUTES} minutes): ${added.signInLink}`
          : `${added.email} added.`,
      );
    });
  command
    .command('list')
    .description('Everybody with an account.')
    .option('--json', 'print one line of JSON', false)
    .action(async ({ json }: { json: boolean }) => {
      const people = await withServices(({ auth }) => auth.listUsers());
      print(json, people, () =>
        table(
          ['E-mail', 'Name', 'Is', 'Since', 'Id'],
          people.map((one) => [one.email, one.name, standing(one), one.createdAt.slice(0, 10), one.userId]),
        ),
      );
    });
  command
    .command('link')
    .description('Make a link that signs a person in once.')
    .argument('<email>', 'of the person')
    .option('--json', 'print one line of JSON', false)
    .action(async (email: string, { json }: { json: boolean }) => {
      const link = await withServices(async (services) => signInLink(services, await findPerson(services, email)));
      print(json, { signInLink: link, minutes: SIGN_IN_LINK_MINUTES }, () => link);
    });
}

const standing = ({ isAdmin, isAuditor }: Person) => (isAdmin ? 'administrator' : isAuditor ? 'auditor' : '');

async function addPerson(services: Services, email: string, password: string | undefined, options: AddOptions) {
  const { admin: isAdmin, auditor: isAuditor, project, role } = options;
  const name = options.name ?? email.split('@')[0];
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new AppError('bad-request', `"${email}" is not an e-mail address.`);
  const administrator = await firstAdministrator(services);
  if (!administrator && !isAdmin) {
    throw new AppError('bad-request', 'The first person must be an administrator: add --admin.');
  }
  const projectId = project === undefined ? undefined : (await findProject(services, project)).id;
  const { result: userId } = await services.events.transact<UserId>((tx) =>
    services.auth.addUser(tx, { email, name, password, isAdmin, isAuditor }, ACTOR),
  );
  if (projectId !== undefined && administrator) {
    const caller: Caller = { services, user: administrator, actor: ACTOR };
    await invoke(grantRole, caller, { projectId, userId, role });
  }
  const link = password === undefined ? await signInLink(services, { userId }) : undefined;
  return { userId, email, name, ...(link === undefined ? {} : { signInLink: link }) };
}

/** Throws AppError 'not-found'. */
export async function findPerson({ auth }: Services, email: string): Promise<Person> {
  const wanted = email.trim().toLowerCase();
  const person = (await auth.listUsers()).find((one) => one.email === wanted);
  if (!person) throw new AppError('not-found', `Nobody has the address ${email}. See: npx scholia user list`);
  return person;
}

async function readPassword(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
  const password = text.replace(/\r?\n$/, '');
  if (password.length < 10) throw new AppError('bad-request', 'A password has 10 characters or more.');
  return password;
}
