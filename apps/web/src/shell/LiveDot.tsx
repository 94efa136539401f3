'use client';

import { useIsLive } from '../live/LiveEvents.tsx';
import { cx } from '../ui/class-names.ts';
import { Tooltip } from '../ui/Tooltip.tsx';

/** Whether what the page shows follows the event log at this moment. */
export function LiveDot() {
  const isLive = useIsLive();
  const text = isLive ? 'Live: changes appear by themselves' : 'Connecting to live changes';
  return (
    <Tooltip text={text}>
      <span role="img" aria-label={text} className="inline-flex items-center gap-1.5 px-1 text-2xs text-faint">
        <span className={cx('size-1.5 rounded-full', isLive ? 'bg-ok' : 'animate-breathe bg-warn')} />
        {isLive ? 'Live' : 'Connecting'}
      </span>
    </Tooltip>
  );
}
