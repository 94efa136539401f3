import { ADAM_DEFAULTS, startWeights } from '@scholia/autodiff';
import type { Random } from '@scholia/core';
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

/** Holds weights and moments between steps. A step that is not finite changes nothing. */
export class Trainer {
  readonly plan: Plan;
  readonly #session: Session;
  #state: { weights: Float32Array; firstMoment: Float32Array; secondMoment: Float32Array };
  /** Steps that the moments have seen. */
  #step: number;

  private constructor(plan: Plan, session: Session, state: Omit<Checkpoint, 'plan'>) {
    this.plan = plan;
    this.#session = session;
    const { weights, firstMoment, secondMoment } = state;
    this.#state = { weights, firstMoment, secondMoment };
    this.#step = state.step;
  }

  /** Fresh weights, or those of `from`: with its moments when `resume`, else with new ones. */
  static async start(
    plan: Plan,
    openSession: OpenSession,
    random: Random,
    from?: { readonly checkpoint: Checkpoint; readonly resume: boolean },
  ): Promise<Trainer> {
    const layout = weightLayout(plan);
    const session = await openSession(trainingGraph(plan));
    const zeros = () => new Float32Array(layout.length);
    const fresh = { step: 0, firstMoment: zeros(), secondMoment: zeros() };
    if (from && from.checkpoint.weights.length === layout.length) {
      const { weights, firstMoment, secondMoment, step } = from.checkpoint;
      return new Trainer(
        plan,
        session,
        from.resume ? { weights, firstMoment, secondMoment, step } : { weights, ...fresh },
      );
    }
    return new Trainer(plan, session, { weights: startWeights(layout, random), ...fresh });
  }

  get checkpoint(): Checkpoint {
    return { plan: this.plan, step: this.#step, ...this.#state };
  }

  async step({ image, classes }: Patch, learningRate: number, random: Random): Promise<StepResult> {
    const { weights, firstMoment, secondMoment } = this.#state;
    const flat = [weights.length];
    const dims = [1, 1, ...this.plan.patch];
    const t = this.#step + 1;
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
    };
    this.#step = t;
    return { loss, isTaken: true };
  }

  async dispose(): Promise<void> {
    await this.#session.dispose();
  }
}
