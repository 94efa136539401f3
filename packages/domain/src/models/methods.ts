import { type ModelMethod, modelMethod } from '../fields.ts';

/** What people call a method, and what its models take. */
export interface MethodOfModels {
  readonly title: string;
  /** Clicks of people are part of its input; without it a model answers by itself. */
  readonly takesClicks: boolean;
  /** It segments the one structure that is clicked; otherwise all labels that its model knows. */
  readonly isOfOneStructure: boolean;
}

/** The methods of @scholia/models, for those who ask its models and do not run them. */
export const METHODS_OF_MODELS = {
  automatic: { title: 'Automatic', takesClicks: false, isOfOneStructure: false },
  deepedit: { title: 'DeepEdit', takesClicks: true, isOfOneStructure: false },
  'deepgrow-3d': { title: 'DeepGrow 3D', takesClicks: true, isOfOneStructure: true },
  'deepgrow-2d': { title: 'DeepGrow 2D', takesClicks: true, isOfOneStructure: true },
} as const satisfies Readonly<Record<ModelMethod, MethodOfModels>>;

export const isModelMethod = (name: string): name is ModelMethod => modelMethod.safeParse(name).success;
