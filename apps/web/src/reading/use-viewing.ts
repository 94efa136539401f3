'use client';

import type { ReadingId } from '@scholia/core';
import { type PlaneCoverage, shownIn, Viewing } from '@scholia/viewer/viewing';
import { useEffect, useRef, useState } from 'react';
import { Store } from '../ui/store.ts';
import { postViewing } from './post-viewing.ts';
import type { OpenViewer } from './use-viewer.ts';
import { ViewingOutbox } from './viewing-outbox.ts';

const SUMMARY_MS = 30_000;
const INPUTS = ['pointermove', 'pointerdown', 'wheel', 'keydown'] as const;

/**
 * Adds up what is looked at, and tells the log: every half minute, and when the page is hidden or left. Nothing is sent while nobody is
 * there. Returns what has been shown so far.
 */
export function useViewing(
  opened: OpenViewer | undefined,
  readingId: ReadingId | undefined,
  userId: string,
  isWaiting: boolean,
): Store<readonly PlaneCoverage[]> {
  const [coverage] = useState(() => new Store<readonly PlaneCoverage[]>([]));
  const current = useRef<Viewing>(undefined);
  useEffect(() => {
    if (!opened || !readingId) return;
    const viewing = new Viewing(Date.now());
    current.current = viewing;
    const outbox = new ViewingOutbox({
      storage: window.localStorage,
      key: `scholia.viewing.${userId}`,
      deliver: postViewing,
    });
    const isHidden = () => document.visibilityState === 'hidden';
    const look = () => {
      const view = opened.view.get();
      viewing.show(view && !isHidden() ? shownIn(view) : undefined, Date.now());
      coverage.set(viewing.coverage);
    };
    const touch = () => viewing.touch(Date.now());
    const send = () => {
      if (navigator.onLine) void outbox.send();
    };
    const tell = () => {
      const summary = viewing.take(Date.now());
      if (summary) outbox.add({ readingId, summary });
      send();
    };
    const turn = () => {
      if (!isHidden()) touch();
      look();
      if (isHidden()) tell();
    };
    look();
    // What an earlier page could not deliver.
    send();
    const timer = setInterval(tell, SUMMARY_MS);
    const stopLooking = opened.view.subscribe(look);
    for (const input of INPUTS) window.addEventListener(input, touch, { passive: true, capture: true });
    document.addEventListener('visibilitychange', turn);
    window.addEventListener('pagehide', tell);
    window.addEventListener('online', send);
    return () => {
      clearInterval(timer);
      stopLooking();
      for (const input of INPUTS) window.removeEventListener(input, touch, { capture: true });
      document.removeEventListener('visibilitychange', turn);
      window.removeEventListener('pagehide', tell);
      window.removeEventListener('online', send);
      tell();
      current.current = undefined;
    };
  }, [opened, readingId, userId, coverage]);
  useEffect(() => current.current?.wait(isWaiting, Date.now()), [isWaiting]);
  return coverage;
}
