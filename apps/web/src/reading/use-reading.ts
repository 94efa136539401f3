'use client';

import { type Presence, ReadingClient, type ReadingState } from '@scholia/collab';
import type { ReadingId, UserId } from '@scholia/core';
import type { Grid } from '@scholia/volume';
import { useEffect, useState } from 'react';
import { Store } from '../ui/store.ts';
import { baseUrl, blobUrl, fetchBytes } from './fetch-bytes.ts';

/** A reading that this page has open. */
export interface OpenReading {
  readonly client: ReadingClient;
  readonly state: Store<ReadingState>;
  /** The others who have it open, by Yjs client id. */
  readonly peers: Store<ReadonlyMap<number, Presence>>;
}

/** Opens a reading for as long as the component lives. Undefined until the ids and the grid are known. */
export function useReading(
  readingId: ReadingId | undefined,
  userId: UserId,
  grid: Grid | undefined,
): OpenReading | undefined {
  const [open, setOpen] = useState<OpenReading>();
  useEffect(() => {
    if (!readingId || !grid) return;
    const protocol = window.location.protocol === 'https:' ? 'wss' : 'ws';
    const client = new ReadingClient({
      url: `${protocol}://${window.location.host}/sync`,
      readingId,
      userId,
      grid,
      fetchBlob: (digest) => fetchBytes(blobUrl(digest, readingId)),
      fetchBase: () => fetchBytes(baseUrl(readingId)),
    });
    const reading: OpenReading = {
      client,
      state: new Store(client.state),
      peers: new Store<ReadonlyMap<number, Presence>>(new Map()),
    };
    client.on('state', (state) => reading.state.set(state));
    client.on('presence', (peers) => reading.peers.set(peers));
    setOpen(reading);
    return () => {
      setOpen(undefined);
      void client.destroy();
    };
  }, [readingId, userId, grid]);
  return open;
}
