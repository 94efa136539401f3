'use client';

import type { ReadingId } from '@scholia/core';
import type { ModelMethod } from '@scholia/domain';
import { Bot } from 'lucide-react';
import type { Person } from '../ui/Avatar.tsx';
import { ContestedList } from './ContestedList.tsx';
import { BrushControls, DisplayControls } from './DisplayControls.tsx';
import { LabelList } from './LabelList.tsx';
import { LabelTools } from './LabelTools.tsx';
import { PanelSection } from './PanelSection.tsx';
import { PeoplePanel } from './PeoplePanel.tsx';
import { ProposalCard } from './ProposalCard.tsx';
import { PreviewCard } from './preview/PreviewCard.tsx';
import type { PreviewedSegmentation } from './preview/use-previewed-segmentation.ts';
import { gridOf, type ReadingImage } from './reading-image.ts';
import { SegmentPanel } from './SegmentPanel.tsx';
import type { Follow } from './use-follow.ts';
import type { LabelChoice } from './use-label-choices.ts';
import type { ProposalNames } from './use-proposal-names.ts';
import type { Proposal, Proposals } from './use-proposals.ts';
import type { OpenReading } from './use-reading.ts';
import type { Uncertainty } from './use-uncertainty.ts';
import type { OpenViewer } from './use-viewer.ts';

export interface SidePanelProps {
  readonly me: Person;
  readonly opened: OpenViewer | undefined;
  readonly reading: OpenReading | undefined;
  readonly readingId: ReadingId | undefined;
  readonly nameOf: (userId: string) => string | undefined;
  readonly labels: readonly LabelChoice[];
  readonly image: ReadingImage | undefined;
  readonly proposals: Proposals;
  readonly uncertainty: Uncertainty | undefined;
  readonly names: ProposalNames;
  readonly segmentation: PreviewedSegmentation;
  readonly modelsInUse: ReadonlySet<ModelMethod>;
  readonly follow: Follow;
  readonly isReadOnly: boolean;
  /** One's role may take back what somebody else did, with a reason. */
  readonly mayUndoOthers: boolean;
  /** Something else has its place for now; what runs here goes on. */
  readonly isHidden: boolean;
  readonly onToggleVisible: (value: number) => void;
  readonly onToggleLocked: (value: number) => void;
}

/** Everything about the labels of this image, on the right of the views. */
export function SidePanel(props: SidePanelProps) {
  const { me, opened, reading, readingId, labels, image, proposals, segmentation, isReadOnly, isHidden } = props;
  if (!opened || !reading || !image) return isHidden ? null : <PanelSkeleton />;
  const refining = ({ proposalId, source, chances }: Proposal) => {
    if (!chances || source.type !== 'model') return undefined;
    return () => {
      segmentation.startFrom({ proposalId, model: props.names.modelOf(source.modelId) });
      opened.viewer.setTool('scribble-foreground');
    };
  };
  const [i, j, k] = image.spacingUm;
  const voxelMm3 = (i * j * k) / 1e9;
  const { preview } = segmentation;
  // The answer to come replaces what this reading was answered before.
  const offered = preview.labels ? proposals.offered.filter(({ requestId }) => requestId === null) : proposals.offered;
  return (
    <aside
      aria-label="Labels and tools"
      hidden={isHidden}
      className="w-72 shrink-0 overflow-y-auto border-l border-line bg-panel"
    >
      <PanelSection title="Labels">
        <LabelList
          opened={opened}
          labels={labels}
          onToggleVisible={props.onToggleVisible}
          onToggleLocked={props.onToggleLocked}
        />
      </PanelSection>
      <PanelSection title="Brush">
        <BrushControls opened={opened} isReadOnly={isReadOnly} />
      </PanelSection>
      <PanelSection title="Whole label">
        <LabelTools opened={opened} reading={reading} labels={labels} voxelMm3={voxelMm3} isReadOnly={isReadOnly} />
      </PanelSection>
      <PanelSection title="Segment">
        <SegmentPanel
          opened={opened}
          reading={reading}
          labels={labels}
          grid={gridOf(image)}
          segmentation={segmentation}
          answer={proposals.offered.find((one) => one.proposalId === proposals.shownId && one.requestId !== null)}
          modelsInUse={props.modelsInUse}
          mayUndoOthers={props.mayUndoOthers}
          isReadOnly={isReadOnly}
        />
      </PanelSection>
      <PanelSection title="Proposals">
        {offered.length === 0 && !preview.labels ? (
          <p className="flex items-center gap-2 text-xs text-faint">
            <Bot className="size-4" aria-hidden="true" /> Predictions of the model appear here.
          </p>
        ) : (
          <div className="grid grid-cols-1 gap-2">
            {preview.labels ? (
              <PreviewCard
                preview={preview.labels}
                segmentation={segmentation}
                labels={labels}
                voxelMm3={voxelMm3}
                isReadOnly={isReadOnly}
              />
            ) : null}
            {offered.map((proposal) => (
              <ProposalCard
                key={proposal.proposalId}
                proposal={proposal}
                title={props.names.titleOf(proposal)}
                maker={props.names.makerOf(proposal)}
                labels={labels}
                voxelMm3={voxelMm3}
                isShown={proposals.shownId === proposal.proposalId}
                uncertainty={props.uncertainty}
                isBusy={proposals.isBusy}
                isReadOnly={isReadOnly}
                onShow={() => proposals.show(proposal)}
                onHide={proposals.hide}
                onAccept={proposals.accept}
                onDiscard={proposals.discard}
                onRefine={refining(proposal)}
              />
            ))}
          </div>
        )}
      </PanelSection>
      <PanelSection title="People">
        <PeoplePanel me={me} reading={reading} opened={opened} labels={labels} follow={props.follow} />
      </PanelSection>
      {readingId ? (
        <PanelSection title="Contested">
          <ContestedList readingId={readingId} opened={opened} nameOf={props.nameOf} />
        </PanelSection>
      ) : null}
      <PanelSection title="Display">
        <DisplayControls opened={opened} />
      </PanelSection>
    </aside>
  );
}

function PanelSkeleton() {
  return (
    <aside aria-label="Labels and tools" aria-busy="true" className="w-72 shrink-0 border-l border-line bg-panel p-3">
      <div className="grid gap-3">
        {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
          <div key={key} className="skeleton h-7" />
        ))}
      </div>
    </aside>
  );
}
