import { IGNORE } from '@scholia/autodiff';
import type { Random } from '@scholia/core';
import { METHODS, type Method } from '../method/registry.ts';
import { inferenceGraph } from '../network/graphs.ts';
import { maskFeeds } from '../network/masks.ts';
import { type Plan, shapeOf } from '../plan/plan.ts';
import { float32, type OpenSession, type Session } from '../runtime/session.ts';
import type { Patch } from '../training/sample-patch.ts';
import { type GridClick, withGuidance } from './guidance.ts';
import { likelyClicks } from './simulate.ts';

/** Of the steps of a network that also works without clicks. */
const CLICK_FREE = 0.5;
/** Rounds of looking at a prediction and clicking on what is wrong, and clicks of a round: together at most twelve. */
const MOST_ROUNDS = 3;
const MOST_CLICKS = 4;

/** Puts clicks on patches for training, as people would make them: on what the network gets wrong so far. */
export class ClickSimulator {
  readonly #plan: Plan;
  readonly #session: Session;

  private constructor(plan: Plan, session: Session) {
    this.#plan = plan;
    this.#session = session;
  }

  static async open(plan: Plan, openSession: OpenSession): Promise<ClickSimulator> {
    return new ClickSimulator(plan, await openSession(inferenceGraph(plan)));
  }

  /**
   * The patches of a step with their clicks, images [1, inputs, D, H, W]. Networks for all labels learn half of their steps without any. Networks for one
   * structure are shown one of those in a patch: class 1 is that one, all else is 0.
   */
  async guide(patches: readonly Patch[], weights: Float32Array, random: Random): Promise<readonly Patch[]> {
    const guided: Patch[] = [];
    for (const patch of patches) guided.push(await this.#guide(patch, weights, random));
    return guided;
  }

  async #guide({ image, classes }: Patch, weights: Float32Array, random: Random): Promise<Patch> {
    const { isOfOneStructure }: Method = METHODS[this.#plan.method];
    const truth = isOfOneStructure ? oneStructureOf(classes, random) : classes;
    const [d, h, w] = this.#plan.patch;
    const clicks: GridClick[] = [];
    const rounds = isOfOneStructure || random.next() >= CLICK_FREE ? 1 + random.integer(MOST_ROUNDS) : 0;
    for (let round = 0; round < rounds; round++) {
      // Nothing is found where nobody has said what to look for.
      const isBlank = isOfOneStructure && round === 0;
      const found = isBlank ? new Uint8Array(truth.length) : await this.#find(image, clicks, weights);
      const answers = { dims: [w, h, d], spacingMm: this.#plan.targetSpacingMm, truth, found } as const;
      clicks.push(...likelyClicks(answers, 1 + random.integer(MOST_CLICKS), random));
    }
    return { image: withGuidance(image, clicks, this.#plan, [0, 0, 0]), classes: truth };
  }

  /** The likeliest class of each voxel. */
  async #find(image: Float32Array, clicks: readonly GridClick[], weights: Float32Array): Promise<Uint8Array> {
    const { inputs, classes } = shapeOf(this.#plan);
    const { probabilities } = await this.#session.run({
      weights: float32([weights.length], weights),
      image: float32([1, inputs, ...this.#plan.patch], withGuidance(image, clicks, this.#plan, [0, 0, 0])),
      ...maskFeeds(this.#plan),
    });
    const values = probabilities.data as Float32Array;
    const found = new Uint8Array(image.length);
    for (let at = 0; at < found.length; at++)
      for (let c = 1; c < classes; c++)
        if (values[c * found.length + at] > values[found[at] * found.length + at]) found[at] = c;
    return found;
  }

  async dispose(): Promise<void> {
    await this.#session.dispose();
  }
}

/** Class 1 where one of the classes is, each as likely as the other, and 0 elsewhere. What has no say keeps none. */
function oneStructureOf(classes: Int32Array, random: Random): Int32Array {
  const present = [...new Set(classes)].filter((value) => value !== 0 && value !== IGNORE).sort((a, b) => a - b);
  const chosen = present[random.integer(Math.max(1, present.length))];
  return classes.map((value) => (value === IGNORE ? IGNORE : value === chosen ? 1 : 0));
}
