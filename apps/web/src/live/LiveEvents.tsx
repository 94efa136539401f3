'use client';

import type { ProjectId } from '@scholia/core';
import { isEventType } from '@scholia/domain';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { appCodeOf } from '../client/links.ts';
import { type Outputs, useTRPC, useTRPCClient } from '../client/trpc.ts';
import { conditions, useConditions } from '../client/use-conditions.ts';
import { Coalescer } from './coalesce.ts';
import { keysOf } from './query-keys.ts';
import { staleAfter, type Topic } from './stale-after.ts';

export type LiveEvent = Outputs['events']['list']['events'][number];
type Listener = (event: LiveEvent) => void;

interface Feed {
  /** False while the stream is being (re)connected. */
  readonly isLive: boolean;
  readonly listen: (listener: Listener) => () => void;
}

const FeedContext = createContext<Feed>({ isLive: false, listen: () => () => {} });

const REFRESH_MS = 400;
const RETRY_MS = 2000;

export interface LiveEventsProps {
  /** (Default: every project that one may see) */
  readonly projectId?: ProjectId | undefined;
  /** The log's head before the page's data was read: nothing can fall between the two. */
  readonly after: string;
  readonly children: ReactNode;
}

/**
 * One event stream per page. Tells listeners about each event, and refreshes the queries that an event made out of date.
 * Goes on after the last event that it got, however often the connection is lost.
 */
export function LiveEvents({ projectId, after, children }: LiveEventsProps) {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { session } = useConditions();
  const [isLive, setLive] = useState(false);
  const listeners = useRef(new Set<Listener>());
  const last = useRef(after);

  useEffect(() => {
    if (session === 'expired') return;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let stop = () => {};
    const refresh = new Coalescer<Topic>(REFRESH_MS, (topics) => {
      for (const topic of topics)
        for (const queryKey of keysOf(trpc, topic)) void queryClient.invalidateQueries({ queryKey });
    });
    const again = () => {
      setLive(false);
      clearTimeout(retry);
      retry = setTimeout(start, RETRY_MS);
    };
    const start = () => {
      const subscription = client.events.live.subscribe(
        { projectId, after: last.current },
        {
          onData({ id, data }) {
            last.current = id;
            if (isEventType(data.type)) refresh.add(staleAfter(data.type));
            for (const listener of [...listeners.current]) listener(data);
          },
          onConnectionStateChange: ({ state, error }) => {
            setLive(state === 'pending');
            if (error && appCodeOf(error) === 'not-signed-in') conditions.failed('not-signed-in');
          },
          onError: (error) => {
            if (appCodeOf(error) !== 'not-signed-in') again();
          },
          // The server ends a stream now and then, to look again at who is listening.
          onComplete: again,
        },
      );
      stop = () => subscription.unsubscribe();
    };
    start();
    return () => {
      clearTimeout(retry);
      stop();
      refresh.stop();
    };
  }, [client, trpc, queryClient, projectId, session]);

  const [listen] = useState(() => (listener: Listener) => {
    listeners.current.add(listener);
    return () => listeners.current.delete(listener);
  });
  return <FeedContext value={{ isLive, listen }}>{children}</FeedContext>;
}

/** Calls the newest `listener` for every event of the page's stream. */
export function useLiveEvent(listener: Listener): void {
  const { listen } = useContext(FeedContext);
  const newest = useRef(listener);
  newest.current = listener;
  useEffect(() => listen((event) => newest.current(event)), [listen]);
}

export function useIsLive(): boolean {
  return useContext(FeedContext).isLive;
}
