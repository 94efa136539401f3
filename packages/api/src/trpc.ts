import type { Identity } from '@scholia/auth';
import { ERROR_CODES, type ErrorCode, isAppError } from '@scholia/core';
import { faultOf } from '@scholia/db';
import { initTRPC, TRPCError, type TRPCMutationProcedure, type TRPCQueryProcedure } from '@trpc/server';
import superjson from 'superjson';
import type { z } from 'zod';
import { invoke } from './invoke.ts';
import type { Services } from './services.ts';
import type { Command, Query, UseCase } from './use-case.ts';

export interface ApiContext {
  readonly services: Services;
  readonly user: Identity | null;
}

/** Who sent the request, for tRPC's fetch adapter. */
export async function createContext(services: Services, request: Request): Promise<ApiContext> {
  return { services, user: await services.authenticate(request) };
}

/** Which use case a procedure is a name for. */
interface Meta {
  readonly useCase: UseCase;
}

const t = initTRPC
  .context<ApiContext>()
  .meta<Meta>()
  .create({
    transformer: superjson,
    // A subscription ends now and then, so that a session which has ended does not go on being told things.
    sse: {
      ping: { enabled: true, intervalMs: 15_000 },
      maxDurationMs: 15 * 60_000,
      client: { reconnectAfterInactivityMs: 40_000 },
    },
    errorFormatter({ shape, error }) {
      const { cause } = error;
      const isBadInput = error.code === 'BAD_REQUEST';
      const appCode: ErrorCode | undefined = isAppError(cause) ? cause.code : isBadInput ? 'bad-request' : undefined;
      const details = isAppError(cause) ? cause.details : {};
      // A bug tells strangers nothing about our insides.
      const isBug = appCode === undefined && error.code === 'INTERNAL_SERVER_ERROR';
      const message = isBug ? 'Something went wrong on the server. It has been logged.' : shape.message;
      const { stack: _, ...data } = shape.data;
      return {
        ...shape,
        message,
        data: { ...data, appCode, retry: appCode && ERROR_CODES[appCode].retry, details },
      };
    },
  });

export const { router, createCallerFactory } = t;

/** Translates what use cases throw; logs what nobody foresaw. */
export const procedure = t.procedure.use(async ({ next, ctx, path }) => {
  const result = await next();
  if (result.ok) return result;
  const fault = faultOf(result.error.cause ?? result.error);
  if (isAppError(fault)) throw asTrpcError(fault);
  if (result.error.code === 'INTERNAL_SERVER_ERROR') {
    ctx.services.log({ event: 'api-bug', path, why: String(result.error.cause?.stack ?? result.error.stack) });
  }
  return result;
});

export function asTrpcError(fault: Error & { readonly code: ErrorCode }): TRPCError {
  return new TRPCError({ code: ERROR_CODES[fault.code].trpc, message: fault.message, cause: fault });
}

interface Signature<Input extends z.ZodType, Output extends z.ZodType> {
  readonly input: z.input<Input>;
  readonly output: z.output<Output>;
  readonly meta: object;
}

/** A query procedure for a use case. `invoke` reads the input; parsing it here too would do it twice. */
export function queryOf<Input extends z.ZodType, Output extends z.ZodType>(useCase: Query<Input, Output>) {
  return procedure
    .meta({ useCase: useCase as unknown as UseCase })
    .input((raw) => raw as z.input<Input>)
    .query(({ ctx, input }) => invoke(useCase, ctx, input as z.input<Input>)) as unknown as TRPCQueryProcedure<
    Signature<Input, Output>
  >;
}

/** A mutation procedure for a use case. */
export function mutationOf<Input extends z.ZodType, Output extends z.ZodType>(useCase: Command<Input, Output>) {
  return procedure
    .meta({ useCase: useCase as unknown as UseCase })
    .input((raw) => raw as z.input<Input>)
    .mutation(({ ctx, input }) => invoke(useCase, ctx, input as z.input<Input>)) as unknown as TRPCMutationProcedure<
    Signature<Input, Output>
  >;
}
