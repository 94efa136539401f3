'use client';

import { CircleAlert } from 'lucide-react';
import type { Run } from './model.ts';

/** Why a training gave no model, what to do about it, and the last that was heard of it. */
export function RunFailure({ run: { message, hint, code, log } }: { readonly run: Run }) {
  return (
    <div role="alert" className="grid w-full gap-2">
      <p className="flex items-start gap-2 text-sm text-warn">
        <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
        {message ?? 'No reason was given.'}
      </p>
      <p className="text-xs text-soft">
        {hint ?? 'Train again. If it fails once more, look at what the training worker writes where it was started.'}
      </p>
      {log && log.length > 0 ? (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-56 overflow-auto rounded-md bg-well p-3 font-mono text-2xs break-words whitespace-pre-wrap text-soft"
        >
          {log.join('\n')}
        </pre>
      ) : null}
      {code ? <p className="text-2xs text-faint">Cause: {code}</p> : null}
    </div>
  );
}
