import { ADAM_DEFAULTS, startWeights } from '@scholia/autodiff';
import { AppError, type Random } from '@scholia/core';
import type { Checkpoint } from '../checkpoint.ts';
import { trainingGraph, weightLayout } from '../network/graphs.ts';
import { maskFeeds } from '../network/masks.ts';
import type { Plan } from '../plan.ts';
import { float32, type OpenSession, type Session, scalar } from '../runtime/session.ts';
import type { Patch } from './sample-patch.ts';

export interface StepResult {
  readonly loss: number;
  /** False when loss or gradient was not finite: the step was left out, and the weights are as before. */
  readonly isTaken: boolean;
}

/** Weights and moments, each flat [P], and the number of steps that the moments have seen. */
export type TrainerState = Pick<Checkpoint, 'weights' | 'firstMoment' | 'secondMoment' | 'step'>;

/** Moments as before the first step. */
export function freshMoments(weights: Float32Array): TrainerState {
  const zeros = () => new Float32Array(weights.length);
  return { weights, step: 0, firstMoment: zeros(), secondMoment: zeros() };
}

/** Weights as before any training. */
export function freshState(plan: Plan, random: Random): TrainerState {
  return freshMoments(startWeights(weightLayout(plan), random));
}

/** Holds weights and moments between steps. A step that is not finite changes nothing. */
export class Trainer {
  readonly plan: Plan;
  readonly #session: Session;
  #state: TrainerState;

  private constructor(plan: Plan, session: Session, state: TrainerState) {
    this.plan = plan;
    this.#session = session;
    this.#state = state;
  }

  /** Throws AppError 'bad-request' when the state is of another network. */
  static async open(plan: Plan, state: TrainerState, openSession: OpenSession): Promise<Trainer> {
    if (state.weights.length !== weightLayout(plan).length)
      throw new AppError('bad-request', 'These weights belong to another network. Train from the start.');
    return new Trainer(plan, await openSession(trainingGraph(plan)), state);
  }

  get state(): TrainerState {
    return this.#state;
  }

  async step({ image, classes }: Patch, learningRate: number, random: Random): Promise<StepResult> {
    const { weights, firstMoment, secondMoment, step } = this.#state;
    const flat = [weights.length];
    const dims = [1, 1, ...this.plan.patch];
    const t = step + 1;
    const result = await this.#session.run({
      weights: float32(flat, weights),
      first_moment: float32(flat, firstMoment),
      second_moment: float32(flat, secondMoment),
      image: float32(dims, image),
      classes: { type: 'int32', dims, data: classes },
      learning_rate: scalar(learningRate),
      correction_1: scalar(1 - ADAM_DEFAULTS.beta1 ** t),
      correction_2: scalar(1 - ADAM_DEFAULTS.beta2 ** t),
      ...maskFeeds(this.plan, random),
    });
    const loss = Number(result.loss.data[0]);
    if (!Number.isFinite(loss) || !Number.isFinite(Number(result.gradient_norm.data[0])))
      return { loss, isTaken: false };
    this.#state = {
      weights: result.next_weights.data as Float32Array,
      firstMoment: result.next_first_moment.data as Float32Array,
      secondMoment: result.next_second_moment.data as Float32Array,
      step: t,
    };
    return { loss, isTaken: true };
  }

  async dispose(): Promise<void> {
    await this.#session.dispose();
  }
}
