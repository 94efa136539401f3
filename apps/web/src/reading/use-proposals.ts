'use client';

import type { ImageId, ReadingId } from '@scholia/core';
import { decodeLabelmap, type Labelmap } from '@scholia/volume';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { toast } from 'sonner';
import { type Outputs, useTRPC } from '../client/trpc.ts';
import { blobUrl, fetchBytes } from './fetch-bytes.ts';
import type { OpenReading } from './use-reading.ts';
import type { OpenViewer } from './use-viewer.ts';

export type Proposal = Outputs['proposals']['list'][number];

export interface Proposals {
  /** Those that stand: neither accepted, discarded nor replaced by a newer one. Newest first. */
  readonly offered: readonly Proposal[];
  readonly shownId: string | undefined;
  readonly shownLabels: Labelmap | undefined;
  readonly isBusy: boolean;
  readonly show: (proposal: Proposal) => void;
  readonly hide: () => void;
  /** False when none is shown. */
  readonly accept: () => boolean;
  readonly discard: () => boolean;
}

/** Ids of proposals that an operation of this reading, not undone, has accepted. */
export function acceptedIn(reading: OpenReading | undefined): ReadonlySet<string> {
  const accepted = new Set<string>();
  if (!reading) return accepted;
  const { fold } = reading.client;
  for (const { id, op } of fold.operations) {
    if (op.type === 'Mask' && op.source.type === 'proposal' && fold.isActive(id)) accepted.add(op.source.proposalId);
  }
  return accepted;
}

/**
 * Proposals for the image: shown as a preview first, written only when a person accepts. While this page has computed a
 * preview of its own, that is shown instead.
 */
export function useProposals(
  imageId: ImageId,
  readingId: ReadingId | undefined,
  reading: OpenReading | undefined,
  opened: OpenViewer | undefined,
  previewed: Labelmap | undefined,
): Proposals {
  const trpc = useTRPC();
  const { data = [] } = useQuery(trpc.proposals.list.queryOptions({ imageId }));
  const discarding = useMutation(
    trpc.proposals.discard.mutationOptions({ onError: (error) => toast.error(error.message) }),
  );
  const [shown, setShown] = useState<{ readonly proposal: Proposal; readonly labelmap: Labelmap }>();
  const [isLoading, setLoading] = useState(false);
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [accepted, setAccepted] = useState<ReadonlySet<string>>(new Set());
  const wanted = useRef<string | undefined>(undefined);

  useEffect(() => {
    if (!reading) return;
    const look = () => setAccepted(acceptedIn(reading));
    look();
    // Only a mask, or its undo, can change the answer; both show as a change of what can be undone or was saved.
    return reading.client.on('state', look);
  }, [reading]);

  const inView = previewed ?? shown?.labelmap ?? null;
  useEffect(() => opened?.viewer.setProposal(inView), [opened, inView]);

  const hide = useCallback(() => {
    wanted.current = undefined;
    setShown(undefined);
  }, []);

  const show = useCallback(
    async (proposal: Proposal) => {
      if (!readingId) return;
      wanted.current = proposal.proposalId;
      setLoading(true);
      try {
        const labelmap = decodeLabelmap(await fetchBytes(blobUrl(proposal.blob, readingId)));
        if (wanted.current === proposal.proposalId) setShown({ proposal, labelmap });
      } catch {
        toast.error('The proposal could not be loaded. Try again in a moment.');
      } finally {
        setLoading(false);
      }
    },
    [readingId],
  );

  const accept = useCallback(() => {
    if (!shown || !reading) return false;
    const { proposal } = shown;
    const { locked = [] } = opened?.view.get()?.settings ?? {};
    // A model that nobody has told anything speaks about every label at once: what people have drawn already stays. What answers
    // prompts may also correct.
    const isUntold =
      proposal.source.type === 'model' && (proposal.requestId === null || reading.client.fold.prompts.isEmpty);
    const policy = isUntold ? ({ mode: 'onlyEmpty' } as const) : ({ mode: 'all' } as const);
    try {
      reading.client.mask(proposal.blob, { type: 'proposal', proposalId: proposal.proposalId }, { policy, locked });
    } catch (error) {
      toast.error(error instanceof Error ? error.message : 'The proposal could not be accepted.');
      return true;
    }
    hide();
    return true;
  }, [shown, reading, opened, hide]);

  const discard = useCallback(() => {
    if (!shown || !readingId) return false;
    const { proposalId } = shown.proposal;
    setGone((set) => new Set(set).add(proposalId));
    discarding.mutate({ proposalId, readingId });
    hide();
    return true;
  }, [shown, readingId, discarding.mutate, hide]);

  const offered = data.filter(({ proposalId }) => !gone.has(proposalId) && !accepted.has(proposalId));
  const shownId = shown?.proposal.proposalId;
  // Somebody else accepted or discarded it, or a newer one has replaced it.
  const isStale = shownId !== undefined && !offered.some(({ proposalId }) => proposalId === shownId);
  useEffect(() => {
    if (isStale) hide();
  }, [isStale, hide]);

  return {
    offered,
    shownId,
    shownLabels: shown?.labelmap,
    isBusy: isLoading,
    show: (p) => void show(p),
    hide,
    accept,
    discard,
  };
}
