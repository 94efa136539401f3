import { type Caller, firstAdministrator } from '@scholia/api';
import { createServices, type Services } from '@scholia/api/services';
import { AppError } from '@scholia/core';
import { environment } from '@scholia/db';
import type { Actor } from '@scholia/domain';
import { allProjects, type ProjectView } from '@scholia/projections';
import { openDatabase } from './start/database.ts';
import { readServerUrl } from './start/server-file.ts';

/** Whom events name for what is done here: whoever can run this can read the data folder anyway. */
export const ACTOR: Actor = { type: 'system', name: 'command-line' };

/**
 * Runs a command on the data folder or database of the environment. A server that runs is left running; without one the
 * embedded Postgres is started and stopped again.
 */
export async function withServices<T>(work: (services: Services) => Promise<T>): Promise<T> {
  const database = await openDatabase(() => undefined);
  try {
    const { dataDir } = environment();
    const services = await createServices(process.env, {
      name: 'command-line',
      connections: 4,
      baseUrl: readServerUrl(dataDir),
    });
    try {
      return await work(services);
    } finally {
      await services.close();
    }
  } finally {
    await database.stop();
  }
}

/** The same, with the rights of the organisation's first administrator. */
export async function withAdministrator<T>(work: (caller: Caller) => Promise<T>): Promise<T> {
  return await withServices(async (services) => {
    const user = await firstAdministrator(services);
    if (!user) {
      throw new AppError(
        'not-found',
        'There is no administrator yet. Run `npm start` once, or `npx scholia user add <email> --admin`.',
      );
    }
    return await work({ services, user, actor: ACTOR });
  });
}

/** A project by its name or id. Throws AppError 'not-found' with the names that there are, 'conflict' for a name given twice. */
export async function findProject({ sql }: Services, wanted: string): Promise<ProjectView> {
  const projects = await allProjects(sql);
  const found = projects.filter(({ id, name }) => id === wanted || name === wanted);
  if (found.length === 1) return found[0];
  if (found.length > 1) {
    const ids = found.map(({ id }) => id).join(', ');
    throw new AppError('conflict', `Several projects are called "${wanted}". Give the id of one instead: ${ids}`);
  }
  const names = projects.map(({ name }) => `"${name}"`).join(', ');
  throw new AppError('not-found', `There is no project "${wanted}". There ${names ? `are: ${names}` : 'is none yet'}.`);
}
