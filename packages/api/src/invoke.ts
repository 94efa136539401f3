import type { Identity } from '@scholia/auth';
import { AppError, must } from '@scholia/core';
import { faultOf } from '@scholia/db';
import type { Actor } from '@scholia/domain';
import type { z } from 'zod';
import { decideAccess, type Refusal, refuse } from './authorise.ts';
import type { Services } from './services.ts';
import type { Call, CommandCall, Grant, ReadonlyOf, UseCase } from './use-case.ts';

/** Carries a denial out of a transaction, so that the transaction rolls back before the denial is recorded. */
class Denied extends Error {
  readonly denial: Refusal;
  constructor(denial: Refusal) {
    super('denied');
    this.denial = denial;
  }
}

export interface Caller {
  readonly services: Services;
  /** Whose rights count. */
  readonly user: Identity | null;
  /** Whom events name, where that is not the user: the command line acts with an administrator's rights. In-process only. */
  readonly actor?: Actor | undefined;
}

/**
 * Runs a use case for somebody: the one door through which every request goes. Checks who asks, what they ask, and
 * whether they may; answers with what the output schema lets through. Throws AppError.
 */
export async function invoke<Input extends z.ZodType, Output extends z.ZodType>(
  useCase: UseCase<Input, Output>,
  { services, user, actor }: Caller,
  raw: z.input<Input>,
): Promise<z.output<Output>> {
  if (user === null) throw new AppError('not-signed-in', 'Sign in first. Work that was not sent stays in the browser.');
  const parsed = useCase.input.safeParse(raw);
  if (!parsed.success) throw badInput(parsed.error);
  const input = parsed.data;
  try {
    const decision = await decideAccess(useCase.access, services.sql, user, input);
    if (decision.type === 'Denied') return await refuse(services, user, decision.denial);
    const call: Call = {
      services,
      user,
      actor: actor ?? { type: 'user', userId: user.userId },
      get grant() {
        return must(decision.grant, `${useCase.name} is not about a project`);
      },
    };
    const result = useCase.kind === 'query' ? await useCase.run(call, input) : await runCommand(useCase, call, input);
    return useCase.output.parse(result);
  } catch (error) {
    throw faultOf(error);
  }
}

function runCommand<Input extends z.ZodType, Output extends z.ZodType>(
  useCase: Extract<UseCase<Input, Output>, { kind: 'command' }>,
  call: Call,
  input: z.output<Input>,
): Promise<ReadonlyOf<z.input<Output>>> {
  const { services, user } = call;
  const commandCall: CommandCall = Object.create(call, {
    commit: {
      value: async <T>(work: Parameters<CommandCall['commit']>[0]): Promise<T> => {
        try {
          const { result } = await services.events.transact(async (tx) => {
            const decision = await decideAccess(useCase.access, tx.sql, user, input);
            if (decision.type === 'Denied') throw new Denied(decision.denial);
            return (await work(tx, decision.grant as Grant)) as T;
          });
          return result;
        } catch (error) {
          if (error instanceof Denied) return await refuse(services, user, error.denial);
          throw error;
        }
      },
    },
  });
  return useCase.run(commandCall, input);
}

function badInput(error: z.ZodError): AppError {
  const issues = error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const first = must(issues[0], 'a ZodError has an issue');
  return new AppError('bad-request', first.path === '' ? first.message : `${first.path}: ${first.message}`, {
    cause: error,
    details: { issues },
  });
}
