import type { Identity } from '@scholia/auth';
import type { Services } from '../services.ts';

/** The organisation's oldest administrator, with whose rights the command line acts; undefined before the first start. */
export async function firstAdministrator({ auth }: Pick<Services, 'auth'>): Promise<Identity | undefined> {
  const found = (await auth.listUsers()).find(({ isAdmin }) => isAdmin);
  return (
    found && {
      userId: found.userId,
      name: found.name,
      color: found.color,
      isAdmin: true,
      isAuditor: false,
      via: 'token',
    }
  );
}
