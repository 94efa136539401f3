import { z } from 'zod';
import { time } from '../schemas.ts';
import { query } from '../use-case.ts';

export const listTokens = query({
  name: 'tokens.list',
  summary: 'One\u2019s own API tokens that still work.',
  input: z.void(),
  output: z.array(z.object({ tokenId: z.string(), name: z.string(), createdAt: time, lastUsedAt: time.nullable() })),
  access: { type: 'signed-in' },
  run: ({ services, user }) => services.auth.listTokens(user.userId),
});
