'use client';

import { assertNever } from '@scholia/core';
import { useCallback, useEffect, useState } from 'react';
import { toast } from 'sonner';
import type { Person } from '../ui/Avatar.tsx';
import { followStep, lookOf, peopleOf } from './people.ts';
import type { OpenReading } from './use-reading.ts';
import type { OpenViewer } from './use-viewer.ts';

export interface Follow {
  /** Whose view is shown now. */
  readonly leader: Person | undefined;
  readonly start: (leader: Person) => void;
  /** Returns whether somebody was being followed. */
  readonly stop: () => boolean;
}

/** Shows what another person looks at, until one looks for oneself, stops, or the other leaves. */
export function useFollow(opened: OpenViewer | undefined, reading: OpenReading | undefined, meId: string): Follow {
  const [leader, setLeader] = useState<Person>();
  const start = useCallback(({ userId, name, color }: Person) => setLeader({ userId, name, color }), []);
  const stop = useCallback(() => {
    setLeader(undefined);
    return leader !== undefined;
  }, [leader]);

  useEffect(() => {
    if (!leader) return;
    if (!opened || !reading) return setLeader(undefined);
    const step = () => {
      const next = followStep(peopleOf(reading.peers.get(), meId), leader.userId, meId);
      if (next.type === 'look') {
        const own = opened.view.get()?.crosshair;
        if (own) opened.viewer.lookAs(lookOf(next.leader, own));
        return;
      }
      setLeader(undefined);
      toast(endedText(leader.name, reading.state.get().connection === 'live' ? next.because : 'offline'));
    };
    step();
    const stops = [reading.peers.subscribe(step), opened.viewer.onNavigate(() => setLeader(undefined))];
    return () => {
      for (const end of stops) end();
    };
  }, [leader, opened, reading, meId]);

  return { leader, start, stop };
}

function endedText(name: string, because: 'left' | 'circle' | 'offline'): string {
  switch (because) {
    case 'left':
      return `${name} has left. You are no longer following.`;
    case 'circle':
      return `${name} follows you now, so you no longer follow them.`;
    case 'offline':
      return `The connection was lost. You are no longer following ${name}.`;
    default:
      return assertNever(because);
  }
}
