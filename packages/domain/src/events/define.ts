import type { Json } from '@scholia/core';
import type { z } from 'zod';

/** Everything below is readonly, arrays and tuples included. Json is so already, and endless. */
export type DeepReadonly<T> = [Json] extends [T]
  ? T
  : T extends string | number | boolean | bigint | null | undefined
    ? T
    : { readonly [K in keyof T]: DeepReadonly<T[K]> };

/** Turns the id of a user, model, image, ... into what a person would call it. */
export type NameOf = (id: string) => string;

/** What is known about one event type: its payload, and how to say it to a person. */
export interface EventDefinition<Type extends string, Schema extends z.ZodType> {
  readonly type: Type;
  /** Version of the payload's shape. A new shape gets a new version, an upcast and a new fixture. */
  readonly version: number;
  readonly payload: Schema;
  /** One sentence for people. `by` is the actor's name. Never the only place where a fact is kept. */
  readonly describe: (payload: DeepReadonly<z.output<Schema>>, by: string, name: NameOf) => string;
}

export function defineEvent<const Type extends string, Schema extends z.ZodType>(
  definition: EventDefinition<Type, Schema>,
): EventDefinition<Type, Schema> {
  return definition;
}
