'use client';

import { promptsInForce } from '@scholia/collab';
import { isAppError } from '@scholia/core';
import { type KeyAction, TOOLS } from '@scholia/tools';
import type { LabelStyle, Viewer, ViewState, WindowPreset } from '@scholia/viewer';
import type { Labelmap } from '@scholia/volume';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { toast } from 'sonner';
import { Store } from '../ui/store.ts';
import { fetchBytes, imageUrl } from './fetch-bytes.ts';
import type { ReadingImage } from './reading-image.ts';
import { seedPatch } from './seed-patch.ts';
import { thresholdPatch } from './threshold-patch.ts';
import type { OpenReading } from './use-reading.ts';

export type Loading =
  | { readonly status: 'fetching'; readonly received: number; readonly total: number | undefined }
  | { readonly status: 'preparing' }
  | { readonly status: 'ready' }
  | { readonly status: 'failed'; readonly message: string };

export interface OpenViewer {
  readonly viewer: Viewer;
  readonly view: Store<ViewState | undefined>;
  readonly presets: readonly WindowPreset[];
}

export interface ViewerParts {
  readonly container: RefObject<HTMLElement | null>;
  readonly image: ReadingImage | undefined;
  /** Undo, redo, proposals: keys that are not the viewer's own. */
  readonly onAction: (action: KeyAction) => boolean;
}

/** A viewer in `container`, with the image in it. */
export function useViewer({ container, image, onAction }: ViewerParts): {
  readonly open: OpenViewer | undefined;
  readonly loading: Loading;
} {
  const [open, setOpen] = useState<OpenViewer>();
  const [loading, setLoading] = useState<Loading>({ status: 'fetching', received: 0, total: undefined });
  const act = useRef(onAction);
  act.current = onAction;

  useEffect(() => {
    const element = container.current;
    if (!image || !element) return;
    const abort = new AbortController();
    let viewer: Viewer | undefined;
    const start = async () => {
      setLoading({ status: 'fetching', received: 0, total: undefined });
      // Niivue is large: its code comes down beside the image.
      const [{ createViewer, CT_PRESETS }, bytes] = await Promise.all([
        import('@scholia/viewer'),
        fetchBytes(imageUrl(image.imageId), {
          signal: abort.signal,
          onProgress: (received, total) => setLoading({ status: 'fetching', received, total }),
        }),
      ]);
      if (abort.signal.aborted) return;
      setLoading({ status: 'preparing' });
      viewer = createViewer(element, { onAction: (action) => act.current(action) });
      const view = new Store<ViewState | undefined>(undefined);
      viewer.onView((state) => view.set(state));
      await viewer.load({ bytes: bytes.buffer as ArrayBuffer, dims: image.dims, affine: image.affine });
      if (abort.signal.aborted) return;
      setOpen({ viewer, view, presets: CT_PRESETS });
      setLoading({ status: 'ready' });
    };
    start().catch((error: unknown) => {
      if (abort.signal.aborted) return;
      const message = isAppError(error) ? error.message : 'The image could not be shown. Reload the page to try again.';
      setLoading({ status: 'failed', message });
    });
    return () => {
      abort.abort();
      setOpen(undefined);
      viewer?.destroy();
    };
  }, [container, image]);

  return { open, loading };
}

export interface Looking {
  /** Nothing can be painted, whatever the reading takes. */
  readonly isLooking: boolean;
  /** Shown instead of the live labels, which go on unseen. */
  readonly past: Labelmap | undefined;
}

/** Joins a viewer and a reading: labels in, strokes out. */
export function useViewerReading(
  opened: OpenViewer | undefined,
  reading: OpenReading | undefined,
  { isLooking, past }: Looking,
): void {
  const looking = useRef({ isLooking, past });
  looking.current = { isLooking, past };
  useEffect(() => {
    if (!opened || !reading) return;
    opened.viewer.setLabels(past ? { labels: past } : reading.client.fold);
    opened.viewer.setPrompts(past ? [] : promptsInForce(reading.client.fold));
  }, [opened, reading, past]);
  // The viewer is told again when looking begins and ends; the reading's own changes tell it below.
  useEffect(() => {
    if (opened && reading) opened.viewer.setReadOnly(isLooking || !reading.state.get().writable);
  }, [opened, reading, isLooking]);
  useEffect(() => {
    if (!opened || !reading) return;
    const { viewer } = opened;
    const { client } = reading;
    let shown = client.fold;
    const applyState = () => {
      const { writable, connection } = reading.state.get();
      viewer.setReadOnly(looking.current.isLooking || !writable);
      // Closed or revoked, not merely loading: a brush in the hand would only promise what it cannot do.
      const tool = opened.view.get()?.tool;
      if (!writable && connection === 'live' && tool && TOOLS[tool].paints) viewer.setTool('navigate');
    };
    applyState();
    const stops = [
      client.on('change', (changed) => {
        if (looking.current.past) return;
        // After a refused update the client starts on a fresh document, with a fresh fold.
        const isFresh = client.fold !== shown;
        if (isFresh) viewer.setLabels(client.fold);
        else viewer.labelsChanged(changed);
        if (isFresh || changed.prompts.size > 0) viewer.setPrompts(promptsInForce(client.fold));
        shown = client.fold;
      }),
      reading.state.subscribe(applyState),
      viewer.onStroke((paint) => {
        const { layer, value, policy, locked } = paint;
        const how = { layer, value, policy, locked };
        if ('seed' in paint) {
          const patch = seedPatch(client.fold, viewer, paint);
          if (patch.type === 'Patch') client.patch(patch.changes, patch.options);
          else toast.warning(patch.message);
        } else if ('region' in paint) client.fill(paint.region, how);
        else if (paint.range) client.patch(...thresholdPatch(client.fold, viewer, paint, paint.range));
        else client.stroke(paint.shape, how);
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [opened, reading]);
}

/** Keeps the viewer's colours in step with the list of labels. */
export function useLabelStyles(opened: OpenViewer | undefined, styles: readonly LabelStyle[]): void {
  useEffect(() => opened?.viewer.setLabelStyles(styles), [opened, styles]);
}
