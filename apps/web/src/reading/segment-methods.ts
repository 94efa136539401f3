import { type AnyMethod, type Asks, METHODS, methodNamed, type Parameters } from '@scholia/segmentation';

export type ParameterValues = Readonly<Record<string, number | string>>;

export interface MethodChoice {
  readonly name: string;
  readonly title: string;
  readonly parameters: Parameters;
  /** It can start from a model's prediction. */
  readonly usesChances: boolean;
  /** What to draw before. `label` is the name of the label. */
  readonly hint: (label: string) => string;
}

const HINTS: Readonly<Record<Exclude<Asks, 'box'>, MethodChoice['hint']>> = {
  scribbles: (label) => `Scribble inside ${label} and outside of it.`,
  inside: (label) => `Scribble inside ${label}. Scribbles outside keep it from leaking.`,
  points: (label) => `Scribble a point inside each end of ${label}: left, right, front, back, top, bottom.`,
  outline: (label) => `Scribble a closed line around ${label}, with the scribble for inside, in one slice or several.`,
  slices: (label) => `Draw ${label} in some slices, with some left out between them.`,
};

/** The methods that can be asked for with what can be drawn here, the recommended one first. */
export const METHOD_CHOICES: readonly MethodChoice[] = Object.values<AnyMethod>(METHODS).flatMap(
  ({ name, title, asks, parameters, usesChances = false }) =>
    asks === 'box' ? [] : [{ name, title, parameters, usesChances, hint: HINTS[asks] }],
);

/** 'Graph cut', for 'graph-cut'. */
export const titleOfMethod = (name: string): string => methodNamed(name)?.title ?? name;
