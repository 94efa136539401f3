'use client';

import { Eraser, Sparkles } from 'lucide-react';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { useSelected } from '../ui/store.ts';
import { useNow } from '../ui/use-now.ts';
import type { LabelChoice } from './use-label-choices.ts';
import type { OpenReading } from './use-reading.ts';
import type { SegmentationState } from './use-segmentation.ts';
import type { OpenViewer } from './use-viewer.ts';

export interface SegmentPanelProps {
  readonly opened: OpenViewer;
  readonly reading: OpenReading;
  readonly labels: readonly LabelChoice[];
  readonly state: SegmentationState;
  readonly isReadOnly: boolean;
  readonly onSegment: (label: number) => void;
}

/** From scribbles to a proposal, for the chosen label. */
export function SegmentPanel({ opened, reading, labels, state, isReadOnly, onSegment }: SegmentPanelProps) {
  const value = useSelected(opened.view, (view) => view?.settings.label ?? 1);
  const unsaved = useSelected(reading.state, ({ unsaved }) => unsaved);
  const hasPrompts = useSelected(reading.state, () => !reading.client.fold.prompts.isEmpty);
  const label = labels.find((one) => one.value === value);
  const isWaiting = state.status === 'waiting';
  return (
    <div className="grid gap-2">
      <p className="text-xs text-soft">
        Scribble inside <span className="font-medium text-ink">{label?.name ?? 'the label'}</span> and outside of it,
        then let the computer find its border.
      </p>
      <div className="flex items-center gap-1.5">
        <Button
          look="machine"
          className="flex-1"
          icon={<Sparkles className="size-3.5" />}
          isBusy={isWaiting}
          // The server works from what is saved: a scribble still on its way would be missing from the answer.
          disabled={isReadOnly || unsaved > 0}
          onClick={() => onSegment(value)}
        >
          Segment
        </Button>
        <IconButton
          label="Clear scribbles"
          icon={<Eraser className="size-4" />}
          disabled={isReadOnly || !hasPrompts}
          onClick={() => reading.client.clearPrompts()}
        />
      </div>
      {isWaiting ? <Waiting sinceMs={state.sinceMs} /> : null}
      {state.status === 'failed' ? (
        <p role="alert" className="rounded-md bg-warn-dim px-2.5 py-1.5 text-xs text-warn">
          {state.message}
        </p>
      ) : null}
    </div>
  );
}

function Waiting({ sinceMs }: { readonly sinceMs: number }) {
  const now = useNow(250);
  const seconds = Math.max(0, (now - sinceMs) / 1000);
  return (
    <p className="numeric text-2xs text-faint" aria-live="off">
      Graph cut · {seconds.toFixed(1)} s
    </p>
  );
}
