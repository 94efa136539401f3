'use client';

import { type Prompt, promptsInForce } from '@scholia/collab';
import { useEffect, useState } from 'react';
import type { OpenReading } from './use-reading.ts';

/** The prompts in force, newest first, by whomever. */
export function usePrompts({ client }: OpenReading): readonly Prompt[] {
  const [prompts, setPrompts] = useState<readonly Prompt[]>(() => promptsInForce(client.fold));
  useEffect(() => {
    setPrompts(promptsInForce(client.fold));
    return client.on('change', (changed) => {
      if (changed.prompts.size > 0) setPrompts(promptsInForce(client.fold));
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
