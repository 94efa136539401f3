import type { PayloadOf } from '../event.ts';
import type { ModelMethod } from '../fields.ts';

/** When a project trains by itself. */
export type RetrainingPolicy = Omit<PayloadOf<'RetrainingPolicyChanged'>, 'projectId'>;

/** Until somebody says otherwise: at once after each submission, and what is new is used. */
export const DEFAULT_RETRAINING: RetrainingPolicy = {
  isPaused: false,
  afterSubmissions: 1,
  waitSeconds: 0,
  seconds: null,
  budgetHours: null,
  methods: ['automatic'],
  promotes: 'always',
};

export function isSamePolicy(a: RetrainingPolicy, b: RetrainingPolicy): boolean {
  return (Object.keys(DEFAULT_RETRAINING) as (keyof RetrainingPolicy)[]).every(
    (key) => String(a[key]) === String(b[key]),
  );
}

export interface RetrainingFacts {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** A run has not ended yet. */
  readonly isTraining: boolean;
  /** Something is submitted that is not held out. */
  readonly canLearn: boolean;
  /** Submissions, corrected ones included, that no run of the method has begun with. */
  readonly fresh: Readonly<Record<ModelMethod, number>>;
  /** Null when nothing was ever submitted. */
  readonly lastSubmittedAt: number | null;
  /** Of training in this calendar month, UTC. */
  readonly hoursUsed: number;
}

/** What happens next by itself. `until`: when that may change without news, milliseconds since 1970. */
export type NextTraining =
  | { readonly status: 'due'; readonly method: ModelMethod }
  | { readonly status: 'paused' | 'training' }
  | { readonly status: 'submissions'; readonly missing: number }
  | { readonly status: 'quiet' | 'budget'; readonly until: number };

/** Answers the first thing that keeps a project from training, or the method that is trained now. */
export function nextTraining(policy: RetrainingPolicy, facts: RetrainingFacts): NextTraining {
  if (facts.isTraining) return { status: 'training' };
  if (policy.isPaused) return { status: 'paused' };
  const fresh = policy.methods.map((method) => facts.fresh[method]);
  const due = facts.canLearn ? policy.methods[fresh.findIndex((count) => count >= policy.afterSubmissions)] : undefined;
  if (!due) return { status: 'submissions', missing: Math.max(1, policy.afterSubmissions - Math.max(...fresh)) };
  if (policy.budgetHours !== null && facts.hoursUsed >= policy.budgetHours)
    return { status: 'budget', until: monthOf(facts.now).end };
  const quietAt = (facts.lastSubmittedAt ?? 0) + 1000 * policy.waitSeconds;
  return facts.now < quietAt ? { status: 'quiet', until: quietAt } : { status: 'due', method: due };
}

/** The calendar month of a moment, UTC, milliseconds since 1970; the end is the start of the next. */
export function monthOf(now: number): { readonly start: number; readonly end: number } {
  const at = new Date(now);
  const start = (months: number) => Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months);
  return { start: start(0), end: start(1) };
}
