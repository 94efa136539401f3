'use client';

import { HEAT_GRADIENT } from '@scholia/viewer/heat-colours';
import { Crosshair } from 'lucide-react';
import { Button } from '../ui/Button.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import type { Uncertainty } from './use-uncertainty.ts';

/** Shows where a proposal is unsure, and leads there. */
export function UncertaintyControls({ isShown, isBusy, place, toggle, visitNext }: Uncertainty) {
  return (
    <div className="mt-2.5 grid gap-2">
      <label className="flex items-center gap-2 text-xs text-soft">
        <input type="checkbox" checked={isShown} onChange={toggle} className="accent-machine" />
        Show where it is unsure
      </label>
      {isShown ? (
        <div className="flex items-center gap-2 text-2xs text-faint">
          sure
          <span className="h-1.5 flex-1 rounded-full" style={{ background: HEAT_GRADIENT }} aria-hidden="true" />
          unsure
        </div>
      ) : null}
      <Button size="sm" icon={<Crosshair className="size-3.5" />} isBusy={isBusy} onClick={visitNext}>
        {place ? `Least sure place ${place.number} of ${place.of}` : 'Go to the least sure place'} <Kbd keys="U" />
      </Button>
    </div>
  );
}
