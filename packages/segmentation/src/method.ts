import { AppError, assert, type Clock, systemClock } from '@scholia/core';
import { type Dims, voxelCount } from '@scholia/volume';
import type { Grid } from './grid/extent.ts';
import type { PerAxis, Region } from './grid/region.ts';

/** The prompt that says "none of the labels"; 1 to 254 are labels, 0 is no prompt. */
export const OUTSIDE = 255;

/** What there is to segment. Volumes are in file order, i fastest. */
export interface Case {
  readonly dims: Dims;
  /** Millimetres between voxel centres along i, j, k. */
  readonly spacingMm: PerAxis;
  /** Intensities, all finite: the import of an image refuses or replaces others. */
  readonly image: Float32Array;
  /** A label, OUTSIDE or 0 for each voxel. Prompts of labels that are not asked for are outside. */
  readonly prompts: Uint8Array;
  /** The labels asked for, 1 to 254, each once. */
  readonly labels: readonly number[];
  /** What is drawn so far: a label or 0 for each voxel. Methods that start from labels need it. */
  readonly drawn?: Uint8Array | undefined;
  /** The chance that a model gives each of the labels asked for, in their order: 0 to 255 for each voxel, 255 is certain. */
  readonly chances?: readonly Uint8Array[] | undefined;
}

export interface Progress {
  readonly stage: string;
  /** Of the stage, 0 to 1, where that is known. */
  readonly share?: number | undefined;
}

/** What a method may use of the world. */
export interface Work {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly clock?: Clock | undefined;
}

export interface Answer {
  /**
   * One of the labels asked for, or 0, on the image's grid. Prompted voxels are as prompted; but boxes and closed curves say
   * where to look, not what their voxels are.
   */
  readonly labelmap: Uint8Array;
  /** Where the method looked: outside of it nothing is labelled. `factor` above 1 says that it worked on coarser cells. */
  readonly region: Region;
  readonly elapsedMs: Readonly<Record<string, number>>;
  /** How unsure the method is, 0 to 1, for each voxel; only from methods that know. */
  readonly uncertainty?: Float32Array | undefined;
}

/** One number or choice that people may set. */
export type Parameter =
  | {
      readonly type: 'number';
      readonly title: string;
      readonly unit?: string | undefined;
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly default: number;
      /** A better value for an image of this size and spacing, where one is known; it takes the place of the default. */
      readonly found?: ((image: Grid) => number) | undefined;
    }
  | { readonly type: 'choice'; readonly title: string; readonly choices: readonly string[]; readonly default: string };

/**
 * What a person gives a method: scribbles inside and outside; inside alone; a box, all of its voxels prompted with the label; the
 * extreme points of the structure; outlines around it in slices; labels drawn in some slices.
 */
export type Asks = 'scribbles' | 'inside' | 'box' | 'points' | 'outline' | 'slices';

export type Parameters = Readonly<Record<string, Parameter>>;
export type ValuesOf<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends { type: 'number' }
    ? number
    : P[Name] extends { choices: readonly (infer Choice)[] }
      ? Choice
      : never;
};

/** How far around the prompts a method looks, for its parameter `marginMm`. */
export const SEARCH_MM = {
  type: 'number',
  title: 'Search distance (0: found)',
  unit: 'mm',
  min: 0,
  max: 500,
  step: 5,
  default: 0,
} as const;

/** A way to segment. Pure but for the clock and the event loop it yields to; the same input gives the same answer. */
export interface Method<P extends Parameters = Parameters> {
  /** As events name it: 'graph-cut'. */
  readonly name: string;
  readonly title: string;
  readonly asks: Asks;
  /** It can start from a model's chances, `Case.chances`. (Default: false) */
  readonly usesChances?: boolean | undefined;
  /** It looks at what is drawn, too. (Default: at prompts alone) */
  readonly usesDrawn?: boolean | undefined;
  readonly parameters: P;
  /** Throws AppError 'bad-request' with `details.reason` for input that cannot be answered, and the signal's reason when aborted. */
  run(given: Case, values: ValuesOf<P>, work: Work): Promise<Answer>;
}

/** One of which it is not known what its parameters are. */
export type AnyMethod = Omit<Method, 'run'> & { run(given: Case, values: never, work: Work): Promise<Answer> };

/** The method, with its input checked: volumes of another size are a bug of the caller. */
export const defineMethod = <const P extends Parameters, M extends Method<P>>(
  method: M & { readonly parameters: P },
): M => ({
  ...method,
  async run(given: Case, values: ValuesOf<P>, work: Work) {
    const { dims, image, prompts, drawn = prompts } = given;
    const volumes = [image, prompts, drawn];
    assert(
      volumes.every(({ length }) => length === voxelCount(dims)),
      'image, prompts and labels fill the grid',
    );
    return await method.run(given, values, work);
  },
});

/** The value of each parameter when nobody sets it and nothing is known of the image. */
export const defaultsOf = <P extends Parameters>(method: Pick<Method<P>, 'name' | 'parameters'>): ValuesOf<P> =>
  valuesFrom(method, {});

/**
 * What somebody set, else what is found from the image, else the default. Throws AppError 'bad-request' for a name that
 * the method does not have and for a value that it does not take.
 */
export function valuesFrom<P extends Parameters>(
  method: Pick<Method<P>, 'name' | 'parameters'>,
  set: unknown,
  image?: Grid,
): ValuesOf<P> {
  const given = (typeof set === 'object' && set !== null ? set : {}) as Readonly<Record<string, unknown>>;
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(method.parameters, name));
  if (stranger !== undefined) throw badValue(stranger, `${method.name} has no such parameter`);
  const values = Object.entries(method.parameters).map(([name, parameter]) => {
    const value = given[name] ?? unsetValueOf(parameter, image);
    if (parameter.type === 'choice') {
      if (parameter.choices.includes(value as string)) return [name, value];
      throw badValue(name, `choose one of ${parameter.choices.join(', ')}`);
    }
    if (typeof value === 'number' && value >= parameter.min && value <= parameter.max) return [name, value];
    throw badValue(name, `give a number from ${parameter.min} to ${parameter.max}`);
  });
  return Object.fromEntries(values) as ValuesOf<P>;
}

/** What a parameter is when nobody sets it: a found value is a whole number of its steps, from `min` to `max`. */
function unsetValueOf(parameter: Parameter, image: Grid | undefined): number | string {
  if (parameter.type === 'choice' || !parameter.found || !image) return parameter.default;
  const { min, max, step } = parameter;
  const inSteps = Math.round((parameter.found(image) - min) / step) * step + min;
  return Math.min(max, Math.max(min, Number(inSteps.toPrecision(12))));
}

const badValue = (name: string, what: string) =>
  new AppError('bad-request', `parameters.${name}: ${what}.`, { details: { reason: 'bad-parameter', name } });

/** What waits in the event loop comes first. A timer would wait a millisecond, in Node, and four in a browser. */
const nextTurn = () =>
  new Promise<void>((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve);
  });

/** Follows the stages of one run: tells progress, measures, lets others have the event loop, and ends when cancelled. */
export class Pace {
  readonly #work: Work;
  readonly #clock: Clock;
  readonly #elapsedMs: Record<string, number> = {};
  #stage: string | undefined;
  #since = 0;

  constructor(work: Work) {
    this.#work = work;
    this.#clock = work.clock ?? systemClock;
  }

  begin(stage: string): void {
    this.#work.signal?.throwIfAborted();
    this.#close();
    this.#stage = stage;
    this.#since = this.#clock();
    this.#work.onProgress?.({ stage });
  }

  /** Call it about every 20 ms. */
  async breathe(share?: number): Promise<void> {
    if (this.#stage !== undefined) this.#work.onProgress?.({ stage: this.#stage, share });
    await nextTurn();
    this.#work.signal?.throwIfAborted();
  }

  /** Milliseconds of each stage. */
  end(): Readonly<Record<string, number>> {
    this.#close();
    this.#stage = undefined;
    return this.#elapsedMs;
  }

  #close(): void {
    if (this.#stage !== undefined)
      this.#elapsedMs[this.#stage] = (this.#elapsedMs[this.#stage] ?? 0) + this.#clock() - this.#since;
  }
}
