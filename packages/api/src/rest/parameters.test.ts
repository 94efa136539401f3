import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fromQuery } from './parameters.ts';

const schema = z.object({
  limit: z.number().optional(),
  deep: z.boolean().default(false),
  types: z.array(z.string()).optional(),
  name: z.string().nullable().optional(),
});

describe('fromQuery', () => {
  it('gives each member its type', () => {
    const query = new URLSearchParams('limit=20&deep=true&types=a,b&types=c&name=12');
    expect(fromQuery(schema, query)).toEqual({ limit: 20, deep: true, types: ['a', 'b', 'c'], name: '12' });
  });

  it('leaves to the schema what does not fit', () => {
    const values = fromQuery(schema, new URLSearchParams('limit=ten&deep=perhaps'));
    expect(values).toEqual({ limit: 'ten', deep: 'perhaps' });
    expect(schema.safeParse(values).success).toBe(false);
    expect(schema.safeParse(fromQuery(schema, new URLSearchParams('limit='))).success).toBe(false);
  });

  it('never makes a member that the schema does not have', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string())), (pairs) => {
        const hostile = [...pairs, ['__proto__', 'x'], ['constructor', 'x'], ['token', 'scholia_x']] as [
          string,
          string,
        ][];
        const values = fromQuery(schema, new URLSearchParams(hostile));
        for (const key of Object.keys(values)) expect(Object.keys(schema.shape)).toContain(key);
      }),
    );
  });
});
