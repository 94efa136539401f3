import type { OverwritePolicy } from '@scholia/collab';
import { type Labelmap, visitChanges } from '@scholia/volume';
import { useCallback, useEffect, useRef, useState } from 'react';
import { fromPlain, type LabelWork, type PlainLabelmap, parametersOf, toPlain } from './label-work.ts';
import type { LabelTask } from './label-worker.ts';
import type { OpenReading } from './use-reading.ts';

export type LabelWorkState =
  | { readonly status: 'idle' }
  | { readonly status: 'working'; readonly sinceMs: number }
  | { readonly status: 'done'; readonly voxels: number }
  | { readonly status: 'failed' };

/** Runs label work in a worker, and commits its result as one operation. One at a time; `cancel` ends it without a trace. */
export function useLabelWork(reading: OpenReading): {
  readonly state: LabelWorkState;
  readonly run: (work: LabelWork, writing: { policy: OverwritePolicy; locked: readonly number[] }) => void;
  readonly cancel: () => void;
} {
  const [state, setState] = useState<LabelWorkState>({ status: 'idle' });
  const running = useRef<Worker>(undefined);
  const end = useCallback((next: LabelWorkState) => {
    running.current?.terminate();
    running.current = undefined;
    setState(next);
  }, []);
  useEffect(() => () => running.current?.terminate(), []);

  const run = useCallback(
    (work: LabelWork, writing: { policy: OverwritePolicy; locked: readonly number[] }) => {
      if (running.current) return;
      const { client } = reading;
      const worker = new Worker(new URL('./label-worker.ts', import.meta.url), { type: 'module' });
      running.current = worker;
      setState({ status: 'working', sinceMs: Date.now() });
      worker.addEventListener('error', () => end({ status: 'failed' }));
      worker.addEventListener('message', ({ data }: MessageEvent<PlainLabelmap>) => {
        const changes = fromPlain(data);
        if (client.state.writable) client.patch(changes, { ...parametersOf(work), ...writing });
        end({ status: 'done', voxels: countOf(changes) });
      });
      const { grid, labels } = client.fold;
      worker.postMessage({ work, grid, labels: toPlain(labels) } satisfies LabelTask);
    },
    [reading, end],
  );
  return { state, run, cancel: useCallback(() => end({ status: 'idle' }), [end]) };
}

function countOf(changes: Labelmap): number {
  let voxels = 0;
  visitChanges(changes, (i0, i1) => {
    voxels += i1 - i0 + 1;
  });
  return voxels;
}
