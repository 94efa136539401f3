import type { Identity } from '@scholia/auth';
import { AppError, must, type ProjectId, type ReadingId } from '@scholia/core';
import { can, type Denial, denialEvent, maySeeReading, rolesThatCan, streams } from '@scholia/domain';
import { getReading, onlookerOf, roleOf } from '@scholia/projections';
import type { Services } from './services.ts';
import type { Access, Grant, ReadSql } from './use-case.ts';

/** Why access was refused: what the AccessDenied event tells, and what the person is told. */
export interface Refusal extends Denial {
  /** 'not-found': they may not even know that it exists. (Default: 'not-permitted') */
  readonly code?: 'not-permitted' | 'not-found' | undefined;
  readonly message: string;
}

export type Decision =
  | { readonly type: 'Granted'; readonly grant: Grant | undefined }
  | { readonly type: 'Denied'; readonly denial: Refusal };

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
      const subject = scope.readingId ? streams.reading(scope.readingId) : streams.project(scope.projectId);
      if (scope.readingId && !(await isVisible(sql, scope.readingId, user))) {
        const answer = { code: 'not-found', message: 'There is no such reading.' } as const;
        return { type: 'Denied', denial: { capability: access.capability, subject, ...scope, ...answer } };
      }
      const role = await roleOf(sql, scope.projectId, user.userId);
      if (can(role, access.capability)) {
        return { type: 'Granted', grant: { role: must(role, 'no role can do nothing'), scope } };
      }
      return {
        type: 'Denied',
        denial: {
          capability: access.capability,
          subject,
          ...scope,
          message: `This needs the role ${rolesThatCan(access.capability).join(' or ')} in the project. Ask a project admin.`,
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

/** Records the refusal, then throws AppError 'not-permitted', or 'not-found' where nothing may be disclosed. */
export async function refuse({ events, denials, clock }: Services, user: Identity, refusal: Refusal): Promise<never> {
  const { code = 'not-permitted', message, capability } = refusal;
  if (denials.isNew(user.userId, refusal, clock())) {
    await events.append({ streamId: streams.security(), events: [denialEvent(user.userId, refusal)] });
    denials.note(user.userId, refusal, clock());
  }
  throw new AppError(code, message, code === 'not-found' ? {} : { details: { capability } });
}

/** Refuses who has no role in the project whose events they ask for. */
export function refuseStranger(services: Services, user: Identity, projectId: ProjectId): Promise<never> {
  const message = 'You have no role in this project. Ask a project admin.';
  return refuse(services, user, { capability: 'label.view', subject: streams.project(projectId), message });
}
