'use client';

import { useSubscription } from '@trpc/tanstack-react-query';
import { useTRPC } from '../client/trpc.ts';
import { ProgressBar } from '../ui/ProgressBar.tsx';
import { useNow } from '../ui/use-now.ts';
import { titleOfMethod } from './segment-methods.ts';
import { stageText } from './stage-text.ts';

export interface SegmentationProgressProps {
  readonly method: string;
  readonly sinceMs: number;
  /** Undefined until the server has taken the request. */
  readonly requestId?: string | undefined;
}

/** What is being computed, how much of it is done, and since when. Two lines that never grow. */
export function SegmentationProgress({ method, sinceMs, requestId }: SegmentationProgressProps) {
  const trpc = useTRPC();
  // Progress is a comfort: the answer comes without it, so nothing is said when it cannot be had.
  const { data: progress } = useSubscription(
    trpc.segmentation.progress.subscriptionOptions(
      { requestId: requestId ?? '' },
      { enabled: requestId !== undefined },
    ),
  );
  const now = useNow(250);
  const seconds = Math.max(0, (now - sinceMs) / 1000).toFixed(1);
  const stage = stageText(progress?.stage);
  const share = progress?.share;
  return (
    <div className="grid grid-cols-1 gap-1">
      <ProgressBar label={`${titleOfMethod(method)}: ${stage}`} value={share} tone="machine" />
      <p className="numeric flex gap-1 text-2xs text-faint" aria-live="off">
        <span className="truncate">
          {titleOfMethod(method)} · {stage}
        </span>
        <span className="ml-auto shrink-0">
          {share === undefined ? null : `${Math.round(100 * share)}% · `}
          {seconds} s
        </span>
      </p>
    </div>
  );
}
