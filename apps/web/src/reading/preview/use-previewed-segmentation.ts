import type { ReadingState } from '@scholia/collab';
import type { ReadingId } from '@scholia/core';
import { type Labelmap, labelmapDigest } from '@scholia/volume';
import { useCallback, useEffect, useRef, useState } from 'react';
import { toast } from 'sonner';
import { useOnline } from '../../client/use-online.ts';
import { type Readable, useSelected } from '../../ui/store.ts';
import type { Proposal, Proposals } from '../use-proposals.ts';
import type { OpenReading } from '../use-reading.ts';
import { type Question, type Segmentation, type SegmentationState, useSegmentation } from '../use-segmentation.ts';
import type { Preview } from './use-preview.ts';

export interface PreviewedSegmentation extends Segmentation {
  readonly preview: Preview;
  /** The server cannot be asked for now; it will be when there is a connection again. */
  readonly isOffline: boolean;
  /** The preview was accepted, so the server's proposal will be, when it comes and is the same. */
  readonly isAccepted: boolean;
  /** False when there is no preview; a proposal is for `Proposals` to accept or discard. */
  readonly accept: () => boolean;
  readonly discard: () => boolean;
}

export interface SegmentationParts {
  readonly readingId: ReadingId | undefined;
  readonly reading: OpenReading | undefined;
  readonly proposals: Proposals;
  readonly preview: Preview;
}

/** A question that the server has yet to hear. */
interface Held {
  readonly question: Question;
  readonly sinceMs: number;
}

const NO_READING: Readable<ReadingState | undefined> = { get: () => undefined, subscribe: () => () => {} };

/**
 * Answers a question twice: here and at once, for looking, and by the server, as soon as what was drawn is saved, for accepting. The
 * preview goes when the proposal is there.
 */
export function usePreviewedSegmentation({
  readingId,
  reading,
  proposals,
  preview,
}: SegmentationParts): PreviewedSegmentation {
  const [held, setHeld] = useState<Held>();
  const { accepted, acceptLater, forget, arrived } = useAcceptance(proposals);
  const { shownId, show, hide } = proposals;
  const heldNow = useRef(held);
  heldNow.current = held;
  const onProposal = useCallback(
    (proposal: Proposal) => {
      // To a question that a newer one is about to replace.
      if (heldNow.current) return;
      arrived(proposal);
      show(proposal);
    },
    [show, arrived],
  );
  const server = useSegmentation(readingId, proposals.offered, onProposal);

  // The browser knows sooner than the connection, which first waits for an answer.
  const isOnline = useOnline();
  const { isConnected, isSaved } = useSelected(reading?.state ?? NO_READING, (state) => ({
    isConnected: state?.connection === 'live',
    isSaved: state?.unsaved === 0,
  }));
  const isLive = isOnline && isConnected;
  const { request: askServer, cancel: cancelServer } = server;
  useEffect(() => {
    if (!held || !isLive || !isSaved) return;
    setHeld(undefined);
    askServer(held.question);
  }, [held, isLive, isSaved, askServer]);

  const isOpen = held !== undefined || server.state.status === 'waiting' || proposals.isBusy;
  const { labels, refusal, show: showPreview, end: endPreview } = preview;
  useEffect(() => {
    if (isOpen) return;
    endPreview();
    forget();
  }, [isOpen, endPreview, forget]);
  // One thing is looked at, and accepted, at a time: what came last. The answer may be on its way already.
  const isLoading = useRef(proposals.isBusy);
  isLoading.current = proposals.isBusy;
  useEffect(() => {
    if (labels && !isLoading.current) hide();
  }, [labels, hide]);
  useEffect(() => {
    if (shownId !== undefined) endPreview();
  }, [shownId, endPreview]);

  const request = (question: Question) => {
    forget();
    showPreview(question);
    setHeld({ question, sinceMs: Date.now() });
  };
  const cancel = () => {
    forget();
    setHeld(undefined);
    endPreview();
    cancelServer();
  };
  return {
    ...server,
    state: stateOf(server.state, held, isOpen ? refusal : undefined),
    start: server.start,
    startFrom: server.startFrom,
    request,
    cancel,
    preview,
    isOffline: held !== undefined && !isLive,
    isAccepted: accepted !== undefined,
    accept: () => {
      if (labels) acceptLater(labels.labelmap);
      return labels !== undefined;
    },
    discard: () => {
      if (labels) cancel();
      return labels !== undefined;
    },
  };
}

/** A refusal here is what the server is about to say. */
function stateOf(server: SegmentationState, held: Held | undefined, refusal: string | undefined): SegmentationState {
  if (refusal !== undefined) return { status: 'failed', message: refusal };
  return held ? { status: 'waiting', sinceMs: held.sinceMs, method: held.question.method } : server;
}

/** Accepts, when it is shown, the proposal that answers an accepted preview: if it is what the person saw. */
function useAcceptance(proposals: Proposals) {
  const [accepted, setAccepted] = useState<Labelmap>();
  const answerId = useRef<string>(undefined);
  const { shownId, shownLabels, accept } = proposals;
  useEffect(() => {
    if (!accepted || !shownLabels || shownId !== answerId.current) return;
    setAccepted(undefined);
    if (labelmapDigest(shownLabels) === labelmapDigest(accepted)) accept();
    else toast.warning("The server's answer is not quite the preview. Look at it before you accept it.");
  }, [accepted, shownId, shownLabels, accept]);
  return {
    accepted,
    acceptLater: setAccepted,
    forget: useCallback(() => {
      answerId.current = undefined;
      setAccepted(undefined);
    }, []),
    arrived: useCallback((proposal: Proposal) => {
      answerId.current = proposal.proposalId;
    }, []),
  };
}
