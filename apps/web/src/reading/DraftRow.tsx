'use client';

import type { ActionId } from '@scholia/tools';
import { Button } from '../ui/Button.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { useSelected } from '../ui/store.ts';
import type { OpenViewer } from './use-viewer.ts';

/** A box that was drawn and is no prompt yet: what its keys do, for a hand that is on the mouse. */
export function DraftRow({ opened: { view, viewer } }: { readonly opened: OpenViewer }) {
  const isDrafting = useSelected(view, (state) => state?.isDrafting ?? false);
  if (!isDrafting) return null;
  const act = (action: ActionId) => viewer.act({ action, phase: 'press', digit: undefined, repeat: false });
  return (
    <div className="grid animate-enter grid-cols-2 gap-2">
      <Button look="primary" size="sm" aria-label="Keep box" onClick={() => act('proposal.accept')}>
        Keep box <Kbd keys="Enter" />
      </Button>
      <Button size="sm" aria-label="Drop box" onClick={() => act('proposal.discard')}>
        Drop <Kbd keys="Esc" />
      </Button>
    </div>
  );
}
