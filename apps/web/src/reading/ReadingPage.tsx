'use client';

import type { ImageId, ProjectId, ReadingId } from '@scholia/core';
import { can } from '@scholia/domain';
import type { KeyAction } from '@scholia/tools';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { toast } from 'sonner';
import { useTRPC } from '../client/trpc.ts';
import { HistoryPanel } from '../history/HistoryPanel.tsx';
import { MomentBanner } from '../history/MomentBanner.tsx';
import { pastOf, useHistory } from '../history/use-history.ts';
import { useLiveEvent } from '../live/LiveEvents.tsx';
import { useLabelNext } from '../project/use-label-next.ts';
import { ConditionBanners } from '../shell/ConditionBanners.tsx';
import type { Me } from '../shell/me.ts';
import { SignDialog } from '../signing/SignDialog.tsx';
import { useSelected } from '../ui/store.ts';
import { useTitle } from '../ui/use-title.ts';
import { DraftBar } from './DraftBar.tsx';
import { exposeForTests } from './debug-handle.ts';
import { usePreview } from './preview/use-preview.ts';
import { usePreviewedSegmentation } from './preview/use-previewed-segmentation.ts';
import { ReadingBar } from './ReadingBar.tsx';
import { ReadingNotices } from './ReadingNotices.tsx';
import { ReopenDialog } from './ReopenDialog.tsx';
import { gridOf, type ReadingImage } from './reading-image.ts';
import { SidePanel } from './SidePanel.tsx';
import { StatusBar } from './StatusBar.tsx';
import { SubmitDialog } from './SubmitDialog.tsx';
import { ToolRail } from './ToolRail.tsx';
import { useFollow } from './use-follow.ts';
import { useLabelChoices } from './use-label-choices.ts';
import { useModelsInUse } from './use-models-in-use.ts';
import { usePresence } from './use-presence.ts';
import { useProposalNames } from './use-proposal-names.ts';
import { useProposals } from './use-proposals.ts';
import { type OpenReading, useReading } from './use-reading.ts';
import { useUncertainty } from './use-uncertainty.ts';
import { useLabelStyles, useViewer, useViewerReading } from './use-viewer.ts';
import { useViewing } from './use-viewing.ts';
import { ViewerStage } from './ViewerStage.tsx';

export interface ReadingPageProps {
  readonly me: Me;
  readonly projectId: ProjectId;
  readonly imageId: ImageId;
}

/** Labelling one image, with everybody who is on it. */
export function ReadingPage({ me, projectId, imageId }: ReadingPageProps) {
  const trpc = useTRPC();
  const { data: project } = useQuery(trpc.projects.get.queryOptions({ projectId }));
  const { data: summary } = useQuery(trpc.images.get.queryOptions({ imageId }));
  useTitle(summary?.name);
  const { readingId, problem } = useReadingId(imageId, summary?.readingId ?? undefined);
  const { data: facts } = useQuery(
    trpc.readings.get.queryOptions({ readingId: readingId as ReadingId }, { enabled: readingId !== undefined }),
  );
  // What the viewer shows never changes, so neither may the object: the image would be loaded again.
  const image = useStable<ReadingImage | undefined>(summary);
  const grid = useMemo(() => (image ? gridOf(image) : undefined), [image]);
  const { choices, toggleVisible, toggleLocked } = useLabelChoices(project?.labels);

  const stage = useRef<HTMLDivElement>(null);
  const act = useRef<(action: KeyAction) => boolean>(() => false);
  const { open: opened, loading } = useViewer({ container: stage, image, onAction: (action) => act.current(action) });
  const reading = useReading(readingId, me.userId as never, grid);
  const history = useHistory(readingId, opened, stage);
  const past = pastOf(history);
  const isPast = past !== undefined;
  useViewerReading(opened, reading, { isLooking: history.isOpen, past });
  const follow = useFollow(opened, reading, me.userId);
  usePresence(opened, reading, me, follow.leader?.userId);
  useLabelStyles(opened, choices);
  useEffect(() => exposeForTests({ client: reading?.client, viewer: opened?.viewer }), [reading, opened]);

  const preview = usePreview(reading, opened);
  const proposals = useProposals(imageId, readingId, reading, opened, preview.labels?.labelmap);
  const shown = proposals.offered.find(({ proposalId }) => proposalId === proposals.shownId);
  const uncertainty = useUncertainty(shown, readingId, opened, grid);
  const names = useProposalNames(projectId);
  const modelsInUse = useModelsInUse(projectId);
  const segmentation = usePreviewedSegmentation({ readingId, reading, proposals, preview });
  const coverage = useViewing(opened, readingId, me.userId, segmentation.state.status === 'waiting');
  const next = useLabelNext(projectId, imageId);
  const [isSubmitting, setSubmitting] = useState(false);
  const [isReopening, setReopening] = useState(false);
  const [isSigning, setSigning] = useState(false);
  const isReadOnly = useIsReadOnly(reading);

  act.current = ({ action, phase, repeat }) => {
    if (phase !== 'press') return false;
    switch (action) {
      case 'edit.undo':
        return !isPast && reading?.state.get().canUndo === true && reading.client.undo() !== undefined;
      case 'edit.redo':
        return !isPast && reading?.state.get().canRedo === true && reading.client.redo() !== undefined;
      case 'proposal.accept':
        return !isReadOnly && !history.isOpen && (segmentation.accept() || proposals.accept());
      case 'proposal.unsure':
        uncertainty?.visitNext();
        return uncertainty !== undefined;
      case 'proposal.discard':
        return history.leave() || follow.stop() || (!isReadOnly && (segmentation.discard() || proposals.discard()));
      case 'history.toggle':
        if (!repeat) history.toggle();
        return true;
      case 'history.blame':
        history.ask();
        return true;
      default:
        return false;
    }
  };

  // A refreshed prediction, for this very image: say so, and let the person decide when to look.
  const announced = useRef<string | undefined>(undefined);
  useLiveEvent(({ type, payload, imageId: about }) => {
    const source = payload.source as { readonly type?: string } | undefined;
    if (type === 'ProposalOffered' && about === imageId && source?.type === 'model' && payload.requestId === null) {
      announced.current = String(payload.proposalId);
    }
  });
  const fresh = proposals.offered.find(({ proposalId }) => proposalId === announced.current);
  const show = proposals.show;
  useEffect(() => {
    if (!fresh) return;
    announced.current = undefined;
    toast('A refreshed prediction is here', {
      description: 'The model has learned from newly submitted readings.',
      duration: 15_000,
      action: { label: 'Show', onClick: () => show(fresh) },
    });
  }, [fresh, show]);

  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      <ReadingBar
        me={me}
        projectId={projectId}
        projectName={project?.name ?? 'the project'}
        imageName={summary?.name ?? ''}
        reading={reading}
        facts={facts}
        onSubmit={() => setSubmitting(true)}
        onReopen={() => setReopening(true)}
        onSign={() => setSigning(true)}
        onNext={next.go}
        isNextBusy={next.isBusy}
        isHistoryOpen={history.isOpen}
        isPast={isPast}
        onHistory={history.toggle}
      />
      <ConditionBanners onSignedIn={() => reading?.client.reconnect()} />
      <ReadingNotices reading={reading} problem={problem} facts={facts} opened={opened} />
      <div className="flex min-h-0 flex-1">
        {opened ? (
          <ToolRail opened={opened} isReadOnly={isReadOnly || history.isOpen} />
        ) : (
          <div className="w-12 border-r border-line" />
        )}
        <ViewerStage stage={stage} loading={loading} imageName={summary?.name ?? ''} follow={follow}>
          <MomentBanner
            travel={history.travel}
            onBack={() => history.traveller.back()}
            onAgain={() => history.traveller.again()}
          />
          {opened ? <DraftBar opened={opened} labels={choices} /> : null}
        </ViewerStage>
        {readingId && history.isOpen ? (
          <HistoryPanel
            readingId={readingId}
            history={history}
            labels={choices}
            canRestore={facts?.writable === true}
            onRestored={(session) => reading?.client.adopt(session)}
          />
        ) : null}
        <SidePanel
          isHidden={history.isOpen}
          me={me}
          opened={opened}
          reading={reading}
          readingId={readingId}
          nameOf={(userId) => summary?.authors.find((author) => author.userId === userId)?.name}
          labels={choices}
          image={image}
          proposals={proposals}
          uncertainty={uncertainty}
          names={names}
          segmentation={segmentation}
          modelsInUse={modelsInUse}
          follow={follow}
          isReadOnly={isReadOnly}
          mayUndoOthers={can(facts?.role, 'label.undoOthers')}
          onToggleVisible={toggleVisible}
          onToggleLocked={toggleLocked}
        />
      </div>
      {opened && image ? (
        <StatusBar opened={opened} image={image} labels={choices} isReadOnly={isReadOnly || history.isOpen} />
      ) : (
        <div className="h-7 border-t border-line" />
      )}
      {readingId && reading ? (
        <>
          <SubmitDialog
            isOpen={isSubmitting}
            onOpenChange={setSubmitting}
            readingId={readingId}
            reading={reading}
            labels={choices}
            mustSign={project?.signing.includes('submit') === true}
            coverage={coverage}
          />
          <ReopenDialog
            isOpen={isReopening}
            onOpenChange={setReopening}
            readingId={readingId}
            mustSign={project?.signing.includes('review') === true}
          />
          {facts?.submission ? (
            <SignDialog
              isOpen={isSigning}
              onOpenChange={setSigning}
              readingId={readingId}
              submission={facts.submission}
            />
          ) : null}
        </>
      ) : null}
    </div>
  );
}

/** The image's reading; begun when there is none yet and one may. */
function useReadingId(imageId: ImageId, known: ReadingId | undefined) {
  const trpc = useTRPC();
  const [opened, setOpened] = useState<ReadingId>();
  const { mutate, error } = useMutation(
    trpc.readings.open.mutationOptions({ onSuccess: ({ readingId }) => setOpened(readingId) }),
  );
  const isMissing = known === undefined;
  useEffect(() => {
    if (isMissing) mutate({ imageId });
  }, [isMissing, imageId, mutate]);
  const readingId = known ?? opened;
  return { readingId, problem: readingId ? undefined : error?.message };
}

/** The first value that is not undefined, for good. */
function useStable<T>(value: T): T {
  const [stable, setStable] = useState(value);
  if (stable === undefined && value !== undefined) setStable(value);
  return stable;
}

const NO_STATE = { get: () => undefined, subscribe: () => () => {} };

function useIsReadOnly(reading: OpenReading | undefined): boolean {
  return useSelected<{ readonly writable: boolean } | undefined, boolean>(
    reading?.state ?? NO_STATE,
    (state) => state?.writable !== true,
  );
}
