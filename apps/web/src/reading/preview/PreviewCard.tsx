'use client';

import { Zap } from 'lucide-react';
import { DecisionButtons } from '../DecisionButtons.tsx';
import { LabelVolumes } from '../LabelVolumes.tsx';
import { titleOfMethod } from '../segment-methods.ts';
import type { LabelChoice } from '../use-label-choices.ts';
import type { PreviewedLabels } from './use-preview.ts';
import type { PreviewedSegmentation } from './use-previewed-segmentation.ts';

export interface PreviewCardProps {
  readonly preview: PreviewedLabels;
  readonly segmentation: PreviewedSegmentation;
  readonly labels: readonly LabelChoice[];
  readonly voxelMm3: number;
  readonly isReadOnly: boolean;
}

/** What this page has computed. The proposal takes its place; until then nothing in it moves. */
export function PreviewCard({ preview, segmentation, labels, voxelMm3, isReadOnly }: PreviewCardProps) {
  const { isAccepted, isOffline, accept, discard } = segmentation;
  const title = `Preview by ${titleOfMethod(preview.method).toLowerCase()}`;
  return (
    <article
      aria-label={title}
      className="animate-enter rounded-lg border border-dotted border-machine/45 bg-machine-dim/20 p-2.5"
    >
      <header className="flex h-7 items-center gap-2">
        <Zap className="size-4 shrink-0 text-machine" aria-hidden="true" />
        <h3 className="min-w-0 flex-1 truncate text-sm font-medium text-ink">{title}</h3>
      </header>
      <LabelVolumes voxels={preview.voxels} labels={labels} voxelMm3={voxelMm3} />
      <p role="status" className="numeric mt-1.5 min-h-[2lh] text-2xs text-faint">
        Computed here · {(preview.elapsedMs / 1000).toFixed(1)} s; {whatFollows(isAccepted, isOffline)}
      </p>
      <div className="mt-2.5 grid grid-cols-2 gap-2">
        <DecisionButtons
          about="preview"
          isBusy={isAccepted}
          canAccept={!isReadOnly}
          canDiscard={!isReadOnly}
          onAccept={accept}
          onDiscard={discard}
        />
      </div>
    </article>
  );
}

function whatFollows(isAccepted: boolean, isOffline: boolean): string {
  if (isOffline) return isAccepted ? 'accepted once connected' : 'can be accepted once connected';
  return isAccepted ? 'accepted once the server agrees' : "the server's answer follows";
}
