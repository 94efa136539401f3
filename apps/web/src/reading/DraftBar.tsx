'use client';

import type { ActionId } from '@scholia/tools';
import { Box } from 'lucide-react';
import { Button } from '../ui/Button.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { useSelected } from '../ui/store.ts';
import type { LabelChoice } from './use-label-choices.ts';
import type { OpenViewer } from './use-viewer.ts';

export interface DraftBarProps {
  readonly opened: OpenViewer;
  readonly labels: readonly LabelChoice[];
}

/** Over the views while a box was drawn that is no prompt yet: its keys, for a hand on the mouse. Takes no room, so nothing jumps. */
export function DraftBar({ opened: { view, viewer }, labels }: DraftBarProps) {
  const value = useSelected(view, (state) => state?.draftLabel);
  if (value === undefined) return null;
  const label = labels.find((one) => one.value === value);
  const act = (action: ActionId) => viewer.act({ action, phase: 'press', digit: undefined, repeat: false });
  return (
    <div className="absolute bottom-7 left-1/2 flex max-w-[90%] -translate-x-1/2 items-center gap-2 rounded-lg bg-panel p-1.5 pl-3 text-sm whitespace-nowrap text-soft shadow-float ring-1 ring-line">
      <Box className="size-4 shrink-0" style={{ color: label?.color }} aria-hidden="true" />
      <span className="truncate">Box for {label?.name ?? `label ${value}`}: pull its edges in any view</span>
      <Button look="primary" size="sm" aria-label="Keep box" onClick={() => act('proposal.accept')}>
        Keep <Kbd keys="Enter" />
      </Button>
      <Button look="ghost" size="sm" aria-label="Drop box" onClick={() => act('proposal.discard')}>
        Drop <Kbd keys="Esc" />
      </Button>
    </div>
  );
}
