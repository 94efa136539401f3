/** What a network is trained to do. */
export interface Method {
  readonly title: string;
  /** Clicks of people are part of its input: a channel for each class. */
  readonly takesClicks: boolean;
  /** It segments one structure, whichever is clicked; otherwise all labels of the plan at once. */
  readonly isOfOneStructure: boolean;
  /** It sees slices, one at a time. */
  readonly isFlat: boolean;
}

/** Every method, by name. Sources: Diaz-Pinto et al. 2022 (DeepEdit, arXiv:2305.10655), Sakinis et al. 2019 (DeepGrow, arXiv:1903.08205). */
export const METHODS = {
  automatic: { title: 'Automatic', takesClicks: false, isOfOneStructure: false, isFlat: false },
  deepedit: { title: 'DeepEdit', takesClicks: true, isOfOneStructure: false, isFlat: false },
  'deepgrow-3d': { title: 'DeepGrow 3D', takesClicks: true, isOfOneStructure: true, isFlat: false },
  'deepgrow-2d': { title: 'DeepGrow 2D', takesClicks: true, isOfOneStructure: true, isFlat: true },
} as const satisfies Record<string, Method>;

export type MethodName = keyof typeof METHODS;
