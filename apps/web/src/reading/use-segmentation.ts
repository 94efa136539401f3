'use client';

import type { ProposalId, ReadingId } from '@scholia/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { appCodeOf } from '../client/links.ts';
import { useTRPC } from '../client/trpc.ts';
import { useLiveEvent } from '../live/LiveEvents.tsx';
import type { ParameterValues } from './segment-methods.ts';
import type { Proposal } from './use-proposals.ts';

export type SegmentationState =
  | { readonly status: 'idle' }
  | {
      readonly status: 'waiting';
      readonly sinceMs: number;
      readonly method: string;
      /** Undefined until the server has taken the request. */
      readonly requestId?: string | undefined;
    }
  | { readonly status: 'failed'; readonly message: string };

export interface Question {
  readonly label: number;
  /** To be told apart at the same time. */
  readonly otherLabels: readonly number[];
  readonly method: string;
  readonly parameters: ParameterValues;
  /** The prediction to start from. */
  readonly from?: ProposalId | undefined;
}

/** A prediction that scribbles refine. */
export interface Start {
  readonly proposalId: ProposalId;
  /** 'model v3' */
  readonly model: string;
}

export interface Segmentation {
  readonly state: SegmentationState;
  /** What was asked before is not waited for any more. */
  readonly request: (question: Question) => void;
  readonly cancel: () => void;
  /** What segmentations start from, until it is taken away. */
  readonly start: Start | undefined;
  readonly startFrom: (start: Start | undefined) => void;
}

/**
 * Asks for a segmentation from what was drawn; hands its proposal to `onProposal` when it comes. The answer arrives as an
 * event; in case the stream is away just then, the list of proposals is looked at too.
 */
export function useSegmentation(
  readingId: ReadingId | undefined,
  offered: readonly Proposal[],
  onProposal: (proposal: Proposal) => void,
): Segmentation {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [state, setState] = useState<SegmentationState>({ status: 'idle' });
  const [start, startFrom] = useState<Start>();
  const requestId = useRef<string | undefined>(undefined);
  const isWanted = useRef(false);
  // It may have been answered in this very moment: then there is nothing to cancel, and the proposal is in the list.
  const { mutate: dismiss } = useMutation(trpc.segmentation.cancel.mutationOptions());
  const asking = useMutation(
    trpc.segmentation.request.mutationOptions({
      onSuccess: (answer, { readingId }) => {
        // Cancelled before the server had said its name.
        if (!isWanted.current) return dismiss({ readingId, requestId: answer.requestId });
        requestId.current = answer.requestId;
        setState((now) => (now.status === 'waiting' ? { ...now, requestId: answer.requestId } : now));
      },
      onError: (error) =>
        // The page's banner says that one has to sign in; afterwards the button is simply there again.
        setState(
          appCodeOf(error) === 'not-signed-in' ? { status: 'idle' } : { status: 'failed', message: error.message },
        ),
    }),
  );

  useLiveEvent(({ type, payload }) => {
    if (requestId.current === undefined || payload.requestId !== requestId.current) return;
    if (type === 'ProposalOffered') void queryClient.invalidateQueries({ queryKey: trpc.proposals.list.pathKey() });
    if (type === 'SegmentationFailed') {
      requestId.current = undefined;
      setState({ status: 'failed', message: String(payload.message) });
    }
  });

  const answer = offered.find((proposal) => proposal.requestId !== null && proposal.requestId === requestId.current);
  useEffect(() => {
    if (!answer || state.status !== 'waiting') return;
    requestId.current = undefined;
    setState({ status: 'idle' });
    onProposal(answer);
  }, [answer, state.status, onProposal]);

  const ask = asking.mutate;
  const request = useCallback(
    ({ label, otherLabels, method, parameters, from }: Question) => {
      if (!readingId) return;
      requestId.current = undefined;
      isWanted.current = true;
      setState({ status: 'waiting', sinceMs: Date.now(), method });
      ask({ readingId, label, otherLabels: [...otherLabels], method, parameters, from });
    },
    [readingId, ask],
  );
  const cancel = useCallback(() => {
    const id = requestId.current;
    requestId.current = undefined;
    isWanted.current = false;
    setState({ status: 'idle' });
    if (readingId && id !== undefined) dismiss({ readingId, requestId: id });
  }, [readingId, dismiss]);
  return { state, request, cancel, start, startFrom };
}
