import { isAppError } from '@scholia/core';
import { isModelMethod } from '@scholia/domain';
import { type Labelmap, pasteLabels } from '@scholia/volume';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { OpenReading } from '../use-reading.ts';
import type { Question } from '../use-segmentation.ts';
import type { OpenViewer } from '../use-viewer.ts';
import { previewTask, type Reach, reachFor } from './preview-task.ts';
import { Previewer } from './previewer.ts';

/** What this page has computed itself, to be looked at until the server's proposal is there. */
export interface PreviewedLabels {
  readonly method: string;
  readonly labelmap: Labelmap;
  /** By label, those that were asked for and found nowhere too. */
  readonly voxels: Readonly<Record<string, number>>;
  /** From the question to the answer. */
  readonly elapsedMs: number;
}

export interface Preview {
  readonly labels: PreviewedLabels | undefined;
  /** Why there is none: the server will say the same. */
  readonly refusal: string | undefined;
  /** Shows what a question would be answered, when that is not too much to compute here. The last one stays until then. */
  readonly show: (question: Question) => void;
  readonly end: () => void;
}

type Shown = Pick<Preview, 'labels' | 'refusal'>;
const NOTHING: Shown = { labels: undefined, refusal: undefined };

export function usePreview(reading: OpenReading | undefined, opened: OpenViewer | undefined): Preview {
  const [shown, setShown] = useState(NOTHING);
  const previewer = useRef<Previewer>(undefined);
  useEffect(() => {
    const made = new Previewer(() => new Worker(new URL('./preview-worker.ts', import.meta.url), { type: 'module' }));
    previewer.current = made;
    return () => made.destroy();
  }, []);

  const end = useCallback(() => {
    previewer.current?.end();
    setShown(NOTHING);
  }, []);
  useEffect(() => {
    if (reading && opened) previewer.current?.prepare();
    // What was shown is of another image then.
    return end;
  }, [reading, opened, end]);

  const show = useCallback(
    async (question: Question) => {
      const sinceMs = performance.now();
      const intensities = opened?.viewer.intensities;
      if (!previewer.current || !reading || !intensities) return;
      // Only the server has models, and the chances that they gave.
      if (question.from || isModelMethod(question.method)) return end();
      const { fold } = reading.client;
      try {
        const reach = reachFor(question, fold);
        // Labels that are still being fetched would be missing from the answer.
        if (fold.missingBlobs().length > 0 || !previewer.current.takes(reach)) return end();
        const outcome = await previewer.current.ask(previewTask(reach, fold, intensities));
        if (outcome?.type === 'answer') {
          const labelmap = pasteLabels(fold.grid.dims, reach.crop, outcome.labelmap);
          const voxels = countsOf(outcome.labelmap, reach);
          const elapsedMs = performance.now() - sinceMs;
          setShown({ labels: { method: reach.method, labelmap, voxels, elapsedMs }, refusal: undefined });
        } else if (outcome) {
          setShown({ labels: undefined, refusal: outcome.type === 'refusal' ? outcome.message : undefined });
        }
      } catch (error) {
        if (!isAppError(error)) throw error;
        setShown({ labels: undefined, refusal: error.message });
      }
    },
    [reading, opened, end],
  );
  return { ...shown, show: (question) => void show(question), end };
}

function countsOf(labelmap: Uint8Array, { labels }: Reach): Record<number, number> {
  const counts = new Uint32Array(256);
  for (const label of labelmap) counts[label]++;
  return Object.fromEntries(labels.map((label) => [label, counts[label]]));
}
