'use client';

import { useEffect } from 'react';
import { conditions } from '../client/use-conditions.ts';
import { useSelected } from '../ui/store.ts';
import type { OpenReading } from './use-reading.ts';

/** Longer than any ordinary save or reconnect takes. */
const PATIENCE_MS = 5000;
const ANSWER_MS = 6000;

/**
 * When edits stay unsaved, or the link stays away, finds out what is wrong: the server, its database, or neither. The
 * page's banners then say so, and keep asking until it is over.
 */
export function useTroubleProbe(reading: OpenReading): void {
  const isStuck = useSelected(reading.state, ({ unsaved, connection }) => unsaved > 0 || connection !== 'live');
  useEffect(() => {
    if (!isStuck) return;
    const timer = setInterval(async () => {
      const response = await fetch('/readyz', { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_MS) }).catch(
        () => undefined,
      );
      if (!response) conditions.set({ server: 'unreachable' });
      else conditions.set({ server: 'up', database: response.ok ? 'up' : 'away' });
    }, PATIENCE_MS);
    return () => clearInterval(timer);
  }, [isStuck]);
}
