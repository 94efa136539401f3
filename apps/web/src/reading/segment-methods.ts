import { METHODS_OF_MODELS, type MethodOfModels, type ModelMethod } from '@scholia/domain';
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
  /** Several labels at once come out otherwise than one after the other. */
  readonly labelsCompete: boolean;
  /** A box says where to look; to all other methods it says that all of it is inside. */
  readonly takesBoxes: boolean;
  /** A model answers, at once and as often as somebody clicks. */
  readonly takesClicks: boolean;
  /** It has an answer with no prompt at all. */
  readonly answersUnprompted: boolean;
}

const HINTS: Readonly<Record<Asks, MethodChoice['hint']>> = {
  scribbles: (label) => `Scribble inside ${label} and outside of it.`,
  inside: (label) => `Scribble inside ${label}. Scribbles outside keep it from leaking.`,
  box: (label) =>
    `Draw a box around ${label} with the box prompt: in one view, then pull its edges in the others. Scribbles outside correct it.`,
  points: (label) => `Scribble a point inside each end of ${label}: left, right, front, back, top, bottom.`,
  outline: (label) => `Scribble a closed line around ${label}, with the scribble for inside, in one slice or several.`,
  slices: (label) => `Draw ${label} in some slices, with some left out between them.`,
};

/** With these the labels compete for voxels; the others look at each label by itself, whatever else is drawn. */
const COMPETING: readonly Asks[] = ['scribbles', 'inside'];

/** Those without a model, the recommended one first. */
export const METHOD_CHOICES: readonly MethodChoice[] = Object.values<AnyMethod>(METHODS).map(
  ({ name, title, asks, parameters, usesChances = false }) => ({
    name,
    title,
    parameters,
    usesChances,
    hint: HINTS[asks],
    labelsCompete: COMPETING.includes(asks),
    takesBoxes: asks === 'box',
    takesClicks: false,
    answersUnprompted: false,
  }),
);

const MODEL_HINTS: Readonly<Record<ModelMethod, MethodChoice['hint']>> = {
  automatic: () => 'It segments all labels that the model knows.',
  deepedit: (label) =>
    `It segments all labels. Click where it is wrong: inside ${label}, or outside with the right button.`,
  'deepgrow-3d': (label) => `Click inside ${label}; with the right button where it grows too far.`,
  'deepgrow-2d': (label) => `Click inside ${label} in each slice; with the right button where it grows too far.`,
};

/** Those of models, of which a project offers what it has a model for. */
export const MODEL_CHOICES: readonly MethodChoice[] = Object.entries<MethodOfModels>(METHODS_OF_MODELS)
  .filter(([, { takesClicks }]) => takesClicks)
  .map(([name, { title, isOfOneStructure, parameters }]) => ({
    name,
    title,
    parameters,
    usesChances: false,
    hint: MODEL_HINTS[name as ModelMethod],
    labelsCompete: false,
    takesBoxes: false,
    takesClicks: true,
    answersUnprompted: !isOfOneStructure,
  }));

/** 'Graph cut', for 'graph-cut'. */
export const titleOfMethod = (name: string): string =>
  methodNamed(name)?.title ??
  new Map<string, MethodOfModels>(Object.entries(METHODS_OF_MODELS)).get(name)?.title ??
  name;
