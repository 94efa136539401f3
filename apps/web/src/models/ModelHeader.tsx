'use client';

import { Badge } from '../ui/Badge.tsx';
import { score } from '../ui/format.ts';
import { TimeAgo } from '../ui/TimeAgo.tsx';
import type { Model } from './model.ts';

/** Which model this is, whether it is used, and what can be done with it. */
export function ModelHeader({ model }: { readonly model: Model }) {
  return (
    <header className="flex min-h-9 items-center gap-3">
      <h2 className="text-xl font-semibold tracking-tight">Model v{model.version}</h2>
      {model.score === null ? (
        <Badge>not yet measured</Badge>
      ) : (
        <Badge tone="machine" className="numeric">
          Dice {score(model.score)}
        </Badge>
      )}
      <span className="text-xs text-faint">
        <TimeAgo iso={model.publishedAt} />
      </span>
    </header>
  );
}
