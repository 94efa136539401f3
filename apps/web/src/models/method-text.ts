import { METHODS_OF_MODELS } from '@scholia/domain';
import type { Model } from './model.ts';

export type Method = Model['method'];

/** What people call each method, and what it is good for. */
export const METHODS: Readonly<Record<Method, { readonly title: string; readonly what: string }>> = {
  automatic: {
    title: METHODS_OF_MODELS.automatic.title,
    what: 'Segments all labels without help. Predicts images and orders the queue.',
  },
  deepedit: { title: METHODS_OF_MODELS.deepedit.title, what: 'Segments all labels, and corrects them by clicks.' },
  'deepgrow-3d': {
    title: METHODS_OF_MODELS['deepgrow-3d'].title,
    what: 'Segments whatever is clicked, in the whole volume.',
  },
  'deepgrow-2d': {
    title: METHODS_OF_MODELS['deepgrow-2d'].title,
    what: 'Segments whatever is clicked, slice by slice.',
  },
};

export const METHOD_NAMES = Object.keys(METHODS) as readonly Method[];
