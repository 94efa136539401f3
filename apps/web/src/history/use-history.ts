'use client';

import type { ReadingId } from '@scholia/core';
import { TOOLS, type ToolName } from '@scholia/tools';
import { decodeLabelmap, type Labelmap } from '@scholia/volume';
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTRPCClient } from '../client/trpc.ts';
import { fetchBytes, labelmapUrl } from '../reading/fetch-bytes.ts';
import type { OpenViewer } from '../reading/use-viewer.ts';
import { useSelected } from '../ui/store.ts';
import { TimeTraveller, type Travel } from './time-traveller.ts';

type Voxel = readonly [number, number, number];

export interface History {
  readonly isOpen: boolean;
  readonly traveller: TimeTraveller;
  readonly travel: Travel;
  /** Whose history is told; ijk. */
  readonly voxel: Voxel | undefined;
  readonly toggle: () => void;
  /** Opens the history with that of a voxel: by default the one under the pointer, or the crosshair's. */
  readonly ask: (voxel?: Voxel) => void;
  readonly forget: () => void;
  /** Back to now, then out of the history. False when it is closed. */
  readonly leave: () => boolean;
}

/** Looking back in a reading. While it is open the views are for looking, and a click in them asks who wrote a voxel. */
export function useHistory(
  readingId: ReadingId | undefined,
  opened: OpenViewer | undefined,
  stage: RefObject<HTMLElement | null>,
): History {
  const client = useTRPCClient();
  const [isOpen, setOpen] = useState(false);
  const [voxel, setVoxel] = useState<Voxel>();
  const traveller = useMemo(
    () =>
      new TimeTraveller({
        findMoment: (place, signal) =>
          client.readings.moment.query({ readingId: readingId as ReadingId, ...place }, { signal }),
        fetchLabels: async (position, signal) =>
          decodeLabelmap(await fetchBytes(labelmapUrl(String(readingId), position), { signal })),
      }),
    [client, readingId],
  );
  const travel = useSelected(traveller.state, (state) => state);
  useEffect(() => () => void traveller.back(), [traveller]);
  useLookingTool(isOpen, opened);

  const close = useCallback(() => {
    traveller.back();
    setOpen(false);
    setVoxel(undefined);
  }, [traveller]);
  const ask = useCallback(
    (at?: Voxel) => {
      const view = opened?.view.get();
      const found = at ?? view?.hover?.ijk ?? view?.crosshair;
      if (!found || !readingId) return;
      setOpen(true);
      setVoxel(found);
    },
    [opened, readingId],
  );
  useClickedVoxel(isOpen, opened, stage, ask);

  return {
    isOpen,
    traveller,
    travel,
    voxel,
    toggle: () => (isOpen ? close() : setOpen(readingId !== undefined)),
    ask,
    forget: () => setVoxel(undefined),
    leave: () => {
      if (!isOpen) return false;
      if (!traveller.back()) close();
      return true;
    },
  };
}

/** The labels to show instead of the live ones, if any. */
export const pastOf = ({ travel }: History): Labelmap | undefined => travel.shown?.labels;

/** A brush in the hand would only promise what it cannot do; afterwards it is there again. */
function useLookingTool(isLooking: boolean, opened: OpenViewer | undefined): void {
  const before = useRef<ToolName>(undefined);
  useEffect(() => {
    if (!isLooking || !opened) return;
    const tool = opened.view.get()?.tool;
    before.current = tool && TOOLS[tool].paints ? tool : undefined;
    if (before.current) opened.viewer.setTool('navigate');
    return () => {
      if (before.current) opened.viewer.setTool(before.current);
    };
  }, [isLooking, opened]);
}

function useClickedVoxel(
  isListening: boolean,
  opened: OpenViewer | undefined,
  stage: RefObject<HTMLElement | null>,
  ask: (voxel: Voxel) => void,
): void {
  useEffect(() => {
    const element = stage.current;
    if (!isListening || !opened || !element) return;
    const onClick = ({ clientX, clientY }: MouseEvent) => {
      const { left, top } = element.getBoundingClientRect();
      const picked = opened.viewer.pickVoxel(clientX - left, clientY - top);
      if (picked) ask(picked.ijk);
    };
    element.addEventListener('click', onClick);
    return () => element.removeEventListener('click', onClick);
  }, [isListening, opened, stage, ask]);
}
