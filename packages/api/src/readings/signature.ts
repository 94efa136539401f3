import { AppError } from '@scholia/core';
import { type Signature, statement } from '@scholia/domain';
import type { EventTransaction } from '@scholia/event-store';
import { z } from 'zod';
import type { CommandCall } from '../use-case.ts';

/** A signature as it comes in: what one says, and the confirmation that POST /api/auth/confirm gave for it. */
export const signatureInput = z.object({ statement, confirmation: z.string().min(1).max(200) });

/** Spends the confirmation in the transaction of what is signed. Throws AppError 'signature-required' when it does not count. */
export async function takeSignature(
  tx: EventTransaction,
  { services, actor, user }: Pick<CommandCall, 'services' | 'actor' | 'user'>,
  given: z.output<typeof signatureInput> | undefined,
): Promise<Signature | undefined> {
  if (!given) return undefined;
  // A script holds a token for months: it cannot stand for a person who confirms at this moment.
  if (actor.type !== 'user' || user.via !== 'session')
    throw new AppError('signature-required', 'Only a person who is signed in can sign, not a token or a program.');
  await services.auth.spendConfirmation(tx, { userId: actor.userId, confirmation: given.confirmation });
  return { statement: given.statement, method: 'password' };
}
