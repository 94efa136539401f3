'use client';

import { CircleAlert, HistoryIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Spinner } from '../ui/Spinner.tsx';
import { useNow } from '../ui/use-now.ts';
import { clockText } from './texts.ts';
import type { Travel } from './time-traveller.ts';

/** A fetch that takes longer than this says so, ms. */
const SLOW_MS = 400;

export interface MomentBannerProps {
  readonly travel: Travel;
  readonly onBack: () => void;
  readonly onAgain: () => void;
}

/** Over the views while they show the past: nobody may take it for now. Takes no room, so nothing jumps. */
export function MomentBanner({ travel, onBack, onAgain }: MomentBannerProps) {
  const { wanted, shown, status, message } = travel;
  const now = useNow(60_000);
  const isSlow = useIsSlow(status === 'on the way', wanted);
  if (wanted === undefined) return null;
  const moment = shown?.moment;
  return (
    <>
      {moment ? (
        <div
          aria-hidden="true"
          className="pointer-events-none absolute inset-0 shadow-[inset_0_0_0_2px_var(--color-warn)]"
        />
      ) : null}
      <div
        role="status"
        className="absolute top-3 left-1/2 flex h-8 max-w-[90%] -translate-x-1/2 items-center gap-2 rounded-full bg-warn-dim pr-1 pl-3 text-sm font-medium whitespace-nowrap text-warn shadow-float"
      >
        {status === 'failed' ? (
          <CircleAlert className="size-4 shrink-0" aria-hidden="true" />
        ) : isSlow ? (
          <Spinner className="size-4 shrink-0" />
        ) : (
          <HistoryIcon className="size-4 shrink-0" aria-hidden="true" />
        )}
        <span className="numeric min-w-0 truncate">
          {status === 'failed'
            ? `These labels could not be loaded. ${message ?? ''}`
            : moment
              ? `You see the labels as they were at ${clockText(moment.at, now)}, #${moment.position}`
              : 'Going back in time'}
        </span>
        {status === 'failed' ? <BannerButton onClick={onAgain}>Try again</BannerButton> : null}
        <BannerButton onClick={onBack}>
          Back to now <span className="opacity-70">Esc</span>
        </BannerButton>
      </div>
    </>
  );
}

function BannerButton({ onClick, children }: { readonly onClick: () => void; readonly children: React.ReactNode }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex h-6 shrink-0 items-center gap-1.5 rounded-full border border-current px-2.5 text-xs hover:underline"
    >
      {children}
    </button>
  );
}

/** True once something has taken a while; `what` begins it anew. */
function useIsSlow(isWaiting: boolean, what: unknown): boolean {
  const [slow, setSlow] = useState<unknown>();
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setTimeout(() => setSlow(what), SLOW_MS);
    return () => clearTimeout(timer);
  }, [isWaiting, what]);
  return isWaiting && slow === what;
}
