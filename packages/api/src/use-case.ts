import type { Identity } from '@scholia/auth';
import type { ImageId, ProjectId, ReadingId } from '@scholia/core';
import type { Actor, Capability, Role } from '@scholia/domain';
import type { EventTransaction } from '@scholia/event-store';
import type { z } from 'zod';
import type { Services } from './services.ts';

// A use case is one thing that somebody can ask for: its input, its output, who may, and what it does. The tRPC router and
// the REST table only name use cases; neither decides anything.

/** What in the organisation a request is about. */
export interface Scope {
  readonly projectId: ProjectId;
  readonly imageId?: ImageId | undefined;
  readonly readingId?: ReadingId | undefined;
}

/** Runs SQL inside or outside of a transaction. */
export type ReadSql = EventTransaction['sql'] | Services['sql'];

export type Access<Input> =
  | { readonly type: 'signed-in' }
  /** Administrators of the organisation, where it says so also its auditors. `capability` names the deed in the trail. */
  | { readonly type: 'organisation'; readonly capability: string; readonly alsoAuditors?: true }
  /** Members whose role in the project can do it. `scope` throws AppError 'not-found' when there is no such thing. */
  | {
      readonly type: 'project';
      readonly capability: Capability;
      readonly scope: (sql: ReadSql, input: Input) => Promise<Scope> | Scope;
    };

/** What a granted access adds. `role` and `scope` are there for access of type 'project'. */
export interface Grant {
  readonly role: Role;
  readonly scope: Scope;
}

export interface Call {
  readonly services: Services;
  readonly user: Identity;
  readonly actor: Actor;
  /** Throws where the use case's access is not of type 'project'. */
  readonly grant: Grant;
}

export interface CommandCall extends Call {
  /**
   * One transaction for the effect and its events. Access is checked in it again, so that nothing lands after a role
   * was taken away. `work` may run more than once.
   */
  commit<T>(work: (tx: EventTransaction, grant: Grant) => Promise<T>): Promise<T>;
}

/** What an answer may be made of: the schema copies it, so that nothing need be copied for it. */
export type ReadonlyOf<T> = T extends (...given: never[]) => unknown
  ? T
  : T extends object
    ? { readonly [K in keyof T]: ReadonlyOf<T[K]> }
    : T;

interface Described<Input extends z.ZodType, Output extends z.ZodType> {
  /** noun.verb, the same in tRPC, in the OpenAPI operation id and in logs. */
  readonly name: string;
  /** One sentence, for the OpenAPI description. */
  readonly summary: string;
  readonly input: Input;
  readonly output: Output;
  readonly access: Access<z.output<Input>>;
}

export interface Query<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType>
  extends Described<Input, Output> {
  readonly kind: 'query';
  run(call: Call, input: z.output<Input>): Promise<ReadonlyOf<z.input<Output>>>;
}

/** Changes something, or hands out a file that leaves the system, and so appends at least one event. */
export interface Command<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType>
  extends Described<Input, Output> {
  readonly kind: 'command';
  run(call: CommandCall, input: z.output<Input>): Promise<ReadonlyOf<z.input<Output>>>;
}

export type UseCase<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> =
  | Query<Input, Output>
  | Command<Input, Output>;

export function query<Input extends z.ZodType, Output extends z.ZodType>(
  definition: Omit<Query<Input, Output>, 'kind'>,
): Query<Input, Output> {
  return { kind: 'query', ...definition };
}

export function command<Input extends z.ZodType, Output extends z.ZodType>(
  definition: Omit<Command<Input, Output>, 'kind'>,
): Command<Input, Output> {
  return { kind: 'command', ...definition };
}
