'use client';

import type { ReadingId } from '@scholia/core';
import { type Dims, decodeByteMap, type Grid, Labelmap } from '@scholia/volume';
import { unsurePlaces } from '@scholia/volume/ops';
import { useCallback, useEffect, useRef, useState } from 'react';
import { toast } from 'sonner';
import { blobUrl, fetchBytes } from './fetch-bytes.ts';
import type { Proposal } from './use-proposals.ts';
import type { OpenViewer } from './use-viewer.ts';

export interface Uncertainty {
  readonly isShown: boolean;
  readonly isBusy: boolean;
  /** Which of the unsure places was gone to last, from 1; undefined before the first. */
  readonly place: { readonly number: number; readonly of: number } | undefined;
  readonly toggle: () => void;
  /** The crosshair to the largest unsure place; then to the next largest. */
  readonly visitNext: () => void;
}

interface Loaded {
  readonly digest: string;
  readonly map: Labelmap;
  /** Largest first. */
  readonly places: readonly Dims[];
}

/** How unsure the shown proposal is, as colours over the image; undefined where nobody knows. Once shown, the next proposal's is too. */
export function useUncertainty(
  proposal: Proposal | undefined,
  readingId: ReadingId | undefined,
  opened: OpenViewer | undefined,
  grid: Grid | undefined,
): Uncertainty | undefined {
  const digest = proposal?.uncertainty ?? undefined;
  const [isShown, setShown] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [loaded, setLoaded] = useState<Loaded>();
  const [visited, setVisited] = useState<{ readonly digest: string; readonly index: number }>();
  const current = loaded?.digest === digest ? loaded : undefined;
  const wanted = useRef(digest);
  wanted.current = digest;

  const load = useCallback(async (): Promise<Loaded | undefined> => {
    if (!digest || !readingId || !grid) return undefined;
    setBusy(true);
    try {
      const { dims } = grid;
      const { voxels } = await decodeByteMap(await fetchBytes(blobUrl(digest, readingId)), { dims });
      const [x, y, z] = grid.spacingUm;
      const map = Labelmap.fromDense(dims, voxels);
      const made = { digest, map, places: unsurePlaces(map, { spacingMm: [x / 1000, y / 1000, z / 1000] }) };
      if (wanted.current !== digest) return undefined;
      setLoaded(made);
      return made;
    } catch {
      toast.error('How unsure the proposal is could not be loaded. Try again in a moment.');
      return undefined;
    } finally {
      setBusy(false);
    }
  }, [digest, readingId, grid]);

  useEffect(() => {
    if (isShown && !current) void load();
  }, [isShown, current, load]);
  useEffect(() => opened?.viewer.setUncertainty(isShown && current ? current.map : null), [opened, isShown, current]);

  const at = visited && visited.digest === digest ? visited.index : undefined;
  const visitNext = useCallback(async () => {
    const known = current ?? (await load());
    if (!known || known.places.length === 0) return;
    const index = at === undefined ? 0 : (at + 1) % known.places.length;
    setVisited({ digest: known.digest, index });
    opened?.viewer.setCrosshair(known.places[index]);
  }, [current, load, at, opened]);

  if (!digest) return undefined;
  return {
    isShown,
    isBusy,
    place: current && at !== undefined ? { number: at + 1, of: current.places.length } : undefined,
    toggle: () => setShown(!isShown),
    visitNext: () => void visitNext(),
  };
}
