import { z } from 'zod';

/** Members of an object schema; none for a schema that is not an object. */
export function membersOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  return schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : {};
}

/** The schema below optional, default, nullable and readonly. */
function innermost(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (
    inner instanceof z.ZodOptional ||
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodNullable ||
    inner instanceof z.ZodReadonly
  ) {
    inner = inner.unwrap() as z.ZodType;
  }
  return inner;
}

/**
 * A query string as the schema's members want it: numbers and booleans from text, lists from commas or repeats. What
 * does not fit is left as text, and the schema says what is wrong with it.
 */
export function fromQuery(schema: z.ZodType, query: URLSearchParams): Record<string, unknown> {
  const members = membersOf(schema);
  const values: Record<string, unknown> = {};
  for (const key of new Set(query.keys())) {
    const member = Object.hasOwn(members, key) ? innermost(members[key]) : undefined;
    // The API token travels in the query too; it is no parameter of any use case.
    if (member === undefined) continue;
    const text = query.get(key) ?? '';
    if (member instanceof z.ZodArray) values[key] = query.getAll(key).flatMap((part) => part.split(','));
    else if (member instanceof z.ZodNumber) values[key] = text.trim() === '' ? text : numberOr(text);
    else if (member instanceof z.ZodBoolean) values[key] = text === 'true' ? true : text === 'false' ? false : text;
    else values[key] = text;
  }
  return values;
}

function numberOr(text: string): number | string {
  const value = Number(text);
  return Number.isNaN(value) ? text : value;
}
