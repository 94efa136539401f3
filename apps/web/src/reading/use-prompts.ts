'use client';

import { type Prompt, promptsInForce } from '@scholia/collab';
import { useEffect, useState } from 'react';
import type { OpenReading } from './use-reading.ts';

/** The prompts in force, newest first, by whomever. */
export function usePrompts({ client }: OpenReading): readonly Prompt[] {
  const [prompts, setPrompts] = useState<readonly Prompt[]>(() => promptsInForce(client.fold));
  useEffect(() => {
    let shown = client.fold;
    setPrompts(promptsInForce(shown));
    return client.on('change', (changed) => {
      // After a refused update the client has a fresh fold, which may have fewer.
      if (changed.prompts.size === 0 && client.fold === shown) return;
      shown = client.fold;
      setPrompts(promptsInForce(shown));
    });
  }, [client]);
  return prompts;
}

/** Who draws in a session (a Yjs client id): those who are here, or were since the page was opened. */
export function useSessionNames({ peers }: OpenReading): ReadonlyMap<number, string> {
  const [names, setNames] = useState<ReadonlyMap<number, string>>(() => new Map());
  useEffect(() => {
    const note = () =>
      setNames((known) => {
        const fresh = [...peers.get()].filter(([session, { name }]) => known.get(session) !== name);
        return fresh.length === 0
          ? known
          : new Map([...known, ...fresh.map(([session, { name }]) => [session, name] as const)]);
      });
    note();
    return peers.subscribe(note);
  }, [peers]);
  return names;
}
