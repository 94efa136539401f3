import type { OperationId } from '../operation.ts';
import type { RefusalCode } from '../refusal.ts';

/** What to do with the operations that the server has not acknowledged, after it has refused an update. */
export interface RecoveryPlan {
  readonly code: RefusalCode;
  readonly message: string;
  /** 'all' is set aside, or these operations, the rest is appended again. */
  readonly reject: 'all' | readonly OperationId[];
  /** How many of the rest to send at first. */
  readonly size: number;
  readonly delayMs: number;
}

/** Nothing that this person could append would be accepted now. */
const PERMISSION = new Set<RefusalCode>(['reading-closed', 'read-only', 'not-permitted']);
/** Not about an operation's content: appended again, under a new session, the same operations may well be accepted. */
const STRUCTURAL = new Set<RefusalCode>([
  'malformed',
  'missing-dependencies',
  'deletes-history',
  'foreign-session',
  'bad-lamport',
]);
const RATE_LIMIT_DELAY_MS = 2_000;

export function isPermission(code: RefusalCode): boolean {
  return PERMISSION.has(code);
}

/**
 * `suspects` are the operations of the refused update as far as we know: the lot that a replay had in flight, or else
 * everything unacknowledged. A single suspect is the culprit; among several, half as many are tried next.
 */
export function recoveryPlan(
  refusal: { readonly code: RefusalCode; readonly message: string },
  suspects: readonly OperationId[],
  isReplay: boolean,
): RecoveryPlan {
  const plan = { code: refusal.code, message: refusal.message, delayMs: 0 };
  if (isPermission(refusal.code)) return { ...plan, reject: 'all', size: 1 };
  if (refusal.code === 'rate-limited')
    return { ...plan, reject: [], size: suspects.length, delayMs: RATE_LIMIT_DELAY_MS };
  if (STRUCTURAL.has(refusal.code) && !isReplay) return { ...plan, reject: [], size: suspects.length };
  if (suspects.length === 1) return { ...plan, reject: suspects, size: 1 };
  return { ...plan, reject: [], size: Math.ceil(suspects.length / 2) };
}
