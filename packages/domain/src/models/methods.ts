import { type ModelMethod, modelMethod } from '../fields.ts';

/** What people call a method, and what its models take. */
export interface MethodOfModels {
  readonly title: string;
  /** Clicks of people are part of its input; without it a model answers by itself. */
  readonly takesClicks: boolean;
  /** It segments the one structure that is clicked; otherwise all labels that its model knows. */
  readonly isOfOneStructure: boolean;
  /** What people may choose, by name: as the methods of the segmentation package tell theirs. */
  readonly parameters: Readonly<Record<string, Choice>>;
}

interface Choice {
  readonly type: 'choice';
  readonly title: string;
  readonly choices: readonly string[];
  readonly default: string;
}

/** What DeepGrow found in 3D can be done again, slice by slice, by the DeepGrow 2D model in use. */
export const SLICES_AGAIN = 'again in 2D';
const slices = {
  type: 'choice',
  title: 'Slices',
  choices: ['as found in 3D', SLICES_AGAIN],
  default: 'as found in 3D',
} as const;

/** The methods of @scholia/models, for those who ask its models and do not run them. */
export const METHODS_OF_MODELS = {
  automatic: { title: 'Automatic', takesClicks: false, isOfOneStructure: false, parameters: {} },
  deepedit: { title: 'DeepEdit', takesClicks: true, isOfOneStructure: false, parameters: {} },
  'deepgrow-3d': { title: 'DeepGrow 3D', takesClicks: true, isOfOneStructure: true, parameters: { slices } },
  'deepgrow-2d': { title: 'DeepGrow 2D', takesClicks: true, isOfOneStructure: true, parameters: {} },
} as const satisfies Readonly<Record<ModelMethod, MethodOfModels>>;

export const isModelMethod = (name: string): name is ModelMethod => modelMethod.safeParse(name).success;
