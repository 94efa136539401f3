'use client';

import { Button } from '../ui/Button.tsx';
import { Kbd } from '../ui/Kbd.tsx';

export interface DecisionButtonsProps {
  /** 'proposal' */
  readonly about: string;
  /** It is being accepted, or fetched. */
  readonly isBusy: boolean;
  readonly canAccept: boolean;
  readonly canDiscard: boolean;
  readonly onAccept: () => void;
  readonly onDiscard: () => void;
}

/** What a person may decide about labels that a machine suggests, with their keys. */
export function DecisionButtons({ about, isBusy, canAccept, canDiscard, onAccept, onDiscard }: DecisionButtonsProps) {
  return (
    <>
      <Button
        look="machine"
        size="sm"
        aria-label={`Accept ${about}`}
        isBusy={isBusy}
        disabled={!canAccept}
        onClick={onAccept}
      >
        Accept <Kbd keys="Enter" />
      </Button>
      <Button size="sm" aria-label={`Discard ${about}`} disabled={!canDiscard} onClick={onDiscard}>
        Discard <Kbd keys="Esc" />
      </Button>
    </>
  );
}
