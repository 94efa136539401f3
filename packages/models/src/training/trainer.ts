import { follow, startWeights } from '@scholia/autodiff';
import { AppError, type Random } from '@scholia/core';
import type { Checkpoint } from '../checkpoint.ts';
import {
  gradientGraph,
  optimiserOf,
  type Precision,
  trainingGraph,
  updateGraph,
  weightLayout,
} from '../network/graphs.ts';
import { maskFeeds } from '../network/masks.ts';
import { type Plan, shapeOf } from '../plan/plan.ts';
import { type Feeds, float32, type OpenSession, type Session, scalar } from '../runtime/session.ts';
import type { Patch } from './sample-patch.ts';

export interface StepResult {
  /** Mean over the patches. */
  readonly loss: number;
  /** False when loss or gradient was not finite: the step was left out, and the weights are as before. */
  readonly isTaken: boolean;
}

/** Vectors, each flat [P], the number of steps that the moments have seen, and the scale of the loss in mixed precision. */
export type TrainerState = Pick<Checkpoint, 'weights' | 'moments' | 'average' | 'step' | 'lossScale'>;

/** Moments as before the first step. */
export function freshMoments(plan: Plan, weights: Float32Array): TrainerState {
  const zeros = () => new Float32Array(weights.length);
  const moments = Object.fromEntries(optimiserOf(plan).moments.map((name) => [name, zeros()]));
  return { weights, step: 0, moments, ...(plan.isAveraged ? { average: weights.slice() } : {}) };
}

/** Weights as before any training. */
export function freshState(plan: Plan, random: Random): TrainerState {
  return freshMoments(plan, startWeights(weightLayout(plan), random));
}

/** Mixed precision starts here, halves it when a gradient overflows, and doubles it after so many steps that did not. */
const FIRST_SCALE = { value: 2 ** 14, steps: 0 } as const;
const SCALE_UP_AFTER = 200;

/** Holds weights and moments between steps. A step that is not finite changes nothing. */
export class Trainer {
  readonly plan: Plan;
  /** One session for a step on one patch; two for one on several, whose gradients are added up. */
  readonly #sessions: readonly Session[];
  #state: TrainerState;

  private constructor(plan: Plan, precision: Precision, sessions: readonly Session[], state: TrainerState) {
    this.plan = plan;
    this.#sessions = sessions;
    const { lossScale = FIRST_SCALE, ...rest } = state;
    this.#state = precision === 'mixed' ? { ...rest, lossScale } : rest;
  }

  /** Throws AppError 'bad-request' when the state is of another network. */
  static async open(
    plan: Plan,
    state: TrainerState,
    openSession: OpenSession,
    precision: Precision = 'single',
  ): Promise<Trainer> {
    if (state.weights.length !== weightLayout(plan).length)
      throw new AppError('bad-request', 'These weights belong to another network. Train from the start.');
    const graphs =
      plan.batch === 1 ? [trainingGraph(plan, precision)] : [gradientGraph(plan, precision), updateGraph(plan)];
    const sessions: Session[] = [];
    for (const graph of graphs) sessions.push(await openSession(graph));
    return new Trainer(plan, precision, sessions, state);
  }

  get state(): TrainerState {
    return this.#state;
  }

  /** On as many patches as the plan's batch, one after the other: memory is that of one. */
  async step(patches: readonly Patch[], learningRate: number, random: Random): Promise<StepResult> {
    const { weights, moments, average, step, lossScale } = this.#state;
    const vector = (data: Float32Array) => float32([weights.length], data);
    const rule = {
      ...Object.fromEntries(Object.entries(moments).map(([name, data]) => [name, vector(data)])),
      ...Object.fromEntries(
        Object.entries(optimiserOf(this.plan).scalarsAt(step + 1)).map(([name, value]) => [name, scalar(value)]),
      ),
      learning_rate: scalar(learningRate),
    };
    const [first, second] = this.#sessions;
    let loss = 0;
    let gradient = vector(new Float32Array(second ? weights.length : 0));
    let result: Awaited<ReturnType<Session['run']>> = {};
    for (const patch of patches) {
      const feeds = { weights: vector(weights), ...this.#feedsOf(patch, random) };
      result = await first.run(second ? { ...feeds, sum: gradient } : { ...feeds, ...rule });
      loss += Number(result.loss.data[0]) / patches.length;
      if (second) gradient = vector(result.next_sum.data as Float32Array);
    }
    if (second) result = await second.run({ weights: vector(weights), gradient, ...rule });
    if (!Number.isFinite(loss) || !Number.isFinite(Number(result.gradient_norm.data[0]))) {
      if (lossScale) this.#state = { ...this.#state, lossScale: { value: Math.max(1, lossScale.value / 2), steps: 0 } };
      return { loss, isTaken: false };
    }
    const next = (name: string) => result[`next_${name}`].data as Float32Array;
    if (average) follow(average, next('weights'), step);
    this.#state = {
      weights: next('weights'),
      moments: Object.fromEntries(Object.keys(moments).map((name) => [name, next(name)])),
      step: step + 1,
      ...(average ? { average } : {}),
      ...(lossScale ? { lossScale: scaleAfter(lossScale) } : {}),
    };
    return { loss, isTaken: true };
  }

  #feedsOf({ image, classes }: Patch, random: Random): Feeds {
    return {
      image: float32([1, shapeOf(this.plan).inputs, ...this.plan.patch], image),
      classes: { type: 'int32', dims: [1, 1, ...this.plan.patch], data: classes },
      ...(this.#state.lossScale ? { loss_scale: scalar(this.#state.lossScale.value) } : {}),
      ...maskFeeds(this.plan, random),
    };
  }

  async dispose(): Promise<void> {
    for (const session of this.#sessions) await session.dispose();
  }
}

/** After a step that was finite. */
function scaleAfter({ value, steps }: NonNullable<TrainerState['lossScale']>): TrainerState['lossScale'] {
  const isDue = steps + 1 === SCALE_UP_AFTER;
  return isDue ? { value: 2 * value, steps: 0 } : { value, steps: steps + 1 };
}
