'use client';

import { useEffect } from 'react';
import type { Person } from '../ui/Avatar.tsx';
import type { OpenReading } from './use-reading.ts';
import type { OpenViewer } from './use-viewer.ts';

/** Tells the others where one is and whom one follows, and shows them in the views. Own other tabs are nobody else. */
export function usePresence(
  opened: OpenViewer | undefined,
  reading: OpenReading | undefined,
  me: Person,
  following: string | undefined,
): void {
  const { userId, name, color } = me;
  useEffect(() => {
    if (!opened || !reading) return;
    const showPeers = () =>
      opened.viewer.setPeers([...reading.peers.get().values()].filter((peer) => peer.userId !== userId));
    showPeers();
    const stops = [
      reading.peers.subscribe(showPeers),
      opened.viewer.onView(({ presence }) => {
        reading.client.setPresence({ ...presence, userId, name, color, ...(following ? { following } : {}) });
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [opened, reading, userId, name, color, following]);
}
