import { availableParallelism } from 'node:os';
import { AppError, type Clock, type Json } from '@scholia/core';
import {
  type CaseFacts,
  type Device,
  factsOf,
  measureSpeed,
  type OpenSession,
  type Plan,
  planOf,
  planSchema,
  planTraining,
  problemsOf,
} from '@scholia/models';
import { lazyCase } from '../patches/stored-case.ts';
import type { TrainInput } from './train.ts';

/** What a run trains, why, and what it was planned for. */
export interface RunPlan {
  readonly plan: Plan;
  readonly reasons: readonly { readonly about: string; readonly text: string }[];
  /** Null where nothing was measured. */
  readonly device: { readonly threads: number } & { readonly [K in keyof Device]: Device[K] | null };
}

/** A few cases say enough about a data set. */
const CASES = 10;
/** Of the memory that is free, the share that a training may plan with: other programs need some too. */
const MEMORY_SHARE = 0.5;

/**
 * Goes on with the plan of the model that it starts from, where that has the labels wanted; else makes one for the data and this computer.
 * Throws AppError 'bad-request' when what somebody wants otherwise is no part of a plan, or does not fit the rest.
 */
export async function planRun(
  input: TrainInput,
  warm: Uint8Array | undefined,
  openSession: OpenSession,
  clock: Clock,
): Promise<RunPlan> {
  const overrides = checked(input.overrides);
  const kept = warm && planOf(warm, input.labels);
  const threads = availableParallelism();
  if (!kept) {
    const device = {
      gflops: await measureSpeed(openSession, clock),
      memoryMiB: (MEMORY_SHARE * process.availableMemory()) / 2 ** 20,
    };
    const { cases, labels, seconds, seed, method } = input;
    const facts: CaseFacts[] = [];
    for (const one of cases.slice(0, CASES)) facts.push(factsOf(await lazyCase(one).load()));
    const planned = planTraining({
      cases: facts,
      caseCount: cases.length,
      labels,
      device,
      seconds,
      seed,
      overrides: { ...overrides, method },
    });
    return { ...planned, device: { ...device, threads } };
  }
  const plan = planSchema.parse({ ...kept, ...overrides });
  const [problem] = problemsOf(plan);
  if (problem) throw new AppError('bad-request', problem);
  const changed = Object.keys(overrides);
  const but = changed.length > 0 ? `, but for ${changed.join(', ')}` : '';
  const first = { about: 'training', text: `Goes on from version ${input.warmStart?.version}, with its plan${but}.` };
  const others = (input.warmStart?.reasons ?? []).filter(({ about }) => about !== 'training');
  return { plan, reasons: [first, ...others], device: { gflops: null, memoryMiB: null, threads } };
}

/** Everything but what a run already says. */
const OVERRIDES = planSchema.omit({ method: true, labels: true, seed: true }).partial();

function checked(overrides: Readonly<Record<string, Json>>): Partial<Plan> {
  const result = OVERRIDES.safeParse(overrides);
  if (result.success) return overrides as Partial<Plan>;
  const [{ path, message }] = result.error.issues;
  throw new AppError('bad-request', path.length > 0 ? `${path.join('.')}: ${message}.` : `The plan: ${message}.`);
}
