'use client';

import Link from 'next/link';
import { CopyText } from '../ui/CopyText.tsx';
import { Facts } from '../ui/Facts.tsx';
import { count, duration } from '../ui/format.ts';
import { deviceText } from './device-text.ts';
import type { Model } from './model.ts';

export interface ProvenanceProps {
  readonly model: Model;
  readonly mayAudit: boolean;
}

/** What a model learned from, on what and how long, and the digest by which it can be told from every other. */
export function Provenance({ model, mayAudit }: ProvenanceProps) {
  const { upToPosition, projectId, promotedAt, isCurrent, origin } = model;
  const isOurs = origin === 'trained';
  return (
    <Facts
      facts={[
        {
          name: 'Learned from',
          value: isOurs ? count(model.trainedOn.length, 'reading') : 'elsewhere: nobody here knows',
        },
        {
          name: 'Measured on',
          value: isOurs || model.heldOut.length > 0 ? count(model.heldOut.length, 'reading') : null,
        },
        {
          name: 'Saw the log up to',
          value:
            upToPosition &&
            (mayAudit ? (
              <Link
                href={`/audit?project=${projectId}&upTo=${upToPosition}`}
                className="rounded text-accent hover:text-accent-bright"
              >
                event #{upToPosition}
              </Link>
            ) : (
              `event #${upToPosition}`
            )),
        },
        { name: 'Trained for', value: isOurs ? duration(model.seconds * 1000) : null },
        { name: 'Device', value: model.device && deviceText(model.device) },
        { name: isOurs ? 'Published' : 'Brought', value: new Date(model.publishedAt).toLocaleString() },
        {
          name: isCurrent ? 'In use since' : 'Last put to use',
          value: promotedAt && new Date(promotedAt).toLocaleString(),
        },
        { name: 'Weights', value: <CopyText text={model.weights} label="Copy the digest of the weights" /> },
      ]}
    />
  );
}
