import type { Identity } from '@scholia/auth';
import { AppError, must, type ReadingId } from '@scholia/core';
import { can, maySeeReading, rolesThatCan, streams } from '@scholia/domain';
import { getReading, onlookerOf, roleOf } from '@scholia/projections';
import type { Services } from './services.ts';
import type { Access, Grant, ReadSql } from './use-case.ts';

/** Why access was refused, as the AccessDenied event tells it. */
export interface Denial {
  readonly capability: string;
  /** A stream name: what it was about. */
  readonly subject: string;
  readonly message: string;
  readonly projectId?: Grant['scope']['projectId'] | undefined;
}

export type Decision =
  | { readonly type: 'Granted'; readonly grant: Grant | undefined }
  | { readonly type: 'Denied'; readonly denial: Denial };

/** May this person do that? Pure reading; the caller records a denial. */
export async function decideAccess<Input>(
  access: Access<Input>,
  sql: ReadSql,
  user: Identity,
  input: Input,
): Promise<Decision> {
  switch (access.type) {
    case 'signed-in':
      return { type: 'Granted', grant: undefined };
    case 'organisation': {
      const isAllowed = user.isAdmin || (user.isAuditor && access.alsoAuditors === true);
      if (isAllowed) return { type: 'Granted', grant: undefined };
      const who = access.alsoAuditors ? 'an administrator or auditor' : 'an administrator';
      const message = `Only ${who} of the organisation may do this.`;
      return { type: 'Denied', denial: { capability: access.capability, subject: 'organisation', message } };
    }
    case 'project': {
      const scope = await access.scope(sql, input);
      if (scope.readingId && !(await isVisible(sql, scope.readingId, user))) throw notFound();
      const role = await roleOf(sql, scope.projectId, user.userId);
      if (can(role, access.capability)) {
        return { type: 'Granted', grant: { role: must(role, 'no role can do nothing'), scope } };
      }
      return {
        type: 'Denied',
        denial: {
          capability: access.capability,
          subject: scope.readingId ? streams.reading(scope.readingId) : streams.project(scope.projectId),
          message: `This needs the role ${rolesThatCan(access.capability).join(' or ')} in the project. Ask a project admin.`,
          projectId: scope.projectId,
        },
      };
    }
  }
}

/** Of a blinded reading others may not even know that it exists; who has no role is told that it takes one. */
async function isVisible(sql: ReadSql, readingId: ReadingId, user: Identity): Promise<boolean> {
  const reading = must(await getReading(sql, readingId), 'the scope was found');
  const person = await onlookerOf(sql, reading, user.userId);
  return person.role === null ? reading.mode !== 'blinded' : maySeeReading(reading, person);
}

const notFound = () => new AppError('not-found', 'There is no such reading.');

/** Records the refusal, then throws AppError 'not-permitted'. */
export async function refuse(services: Services, user: Identity, denial: Denial): Promise<never> {
  await services.events.transact(async (tx) => {
    tx.append({
      streamId: streams.security(),
      events: [
        {
          type: 'AccessDenied',
          payload: { capability: denial.capability, subject: denial.subject },
          actor: { type: 'user', userId: user.userId },
          projectId: denial.projectId,
        },
      ],
    });
  });
  throw new AppError('not-permitted', denial.message, { details: { capability: denial.capability } });
}
