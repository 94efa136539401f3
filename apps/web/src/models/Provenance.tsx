'use client';

import { CopyText } from '../ui/CopyText.tsx';
import { Facts } from '../ui/Facts.tsx';
import { count, duration } from '../ui/format.ts';
import type { Model } from './model.ts';

/** What a model learned from, how long, and the digest by which it can be told from every other. */
export function Provenance({ model }: { readonly model: Model }) {
  return (
    <Facts
      facts={[
        { name: 'Learned from', value: count(model.trainedOn.length, 'reading') },
        { name: 'Measured on', value: count(model.heldOut.length, 'reading') },
        { name: 'Trained for', value: duration(model.seconds * 1000) },
        { name: 'Published', value: new Date(model.publishedAt).toLocaleString() },
        { name: 'Weights', value: <CopyText text={model.weights} label="Copy the digest of the weights" /> },
      ]}
    />
  );
}
