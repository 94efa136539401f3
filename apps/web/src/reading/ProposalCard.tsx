'use client';

import { Bot, Eye, EyeOff, Pencil, Scissors } from 'lucide-react';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { DecisionButtons } from './DecisionButtons.tsx';
import { LabelVolumes } from './LabelVolumes.tsx';
import { latencyText } from './model-text.ts';
import { UncertaintyControls } from './UncertaintyControls.tsx';
import type { LabelChoice } from './use-label-choices.ts';
import type { Proposal } from './use-proposals.ts';
import type { Uncertainty } from './use-uncertainty.ts';

export interface ProposalCardProps {
  readonly proposal: Proposal;
  readonly title: string;
  /** 'U-Net, DeepEdit' */
  readonly maker: string;
  readonly labels: readonly LabelChoice[];
  readonly voxelMm3: number;
  readonly isShown: boolean;
  /** Of the proposal that is shown, where it is known. */
  readonly uncertainty: Uncertainty | undefined;
  readonly isBusy: boolean;
  readonly isReadOnly: boolean;
  readonly onShow: () => void;
  readonly onHide: () => void;
  readonly onAccept: () => void;
  readonly onDiscard: () => void;
  /** Starts segmentations from it; undefined where that cannot be done. */
  readonly onRefine: (() => void) | undefined;
}

/** What a machine proposes: dashed and violet, until a person accepts it. */
export function ProposalCard(props: ProposalCardProps) {
  const { proposal, title, maker, labels, voxelMm3, isShown, uncertainty, isBusy, isReadOnly } = props;
  const { onShow, onHide, onAccept, onDiscard, onRefine } = props;
  const Icon = proposal.source.type === 'model' ? Bot : Scissors;
  return (
    <article
      aria-label={title}
      className="animate-enter rounded-lg border border-dashed border-machine/45 bg-machine-dim/40 p-2.5"
    >
      <header className="flex items-start gap-2">
        <Icon className="mt-0.5 size-4 shrink-0 text-machine" aria-hidden="true" />
        <h3 className="min-w-0 flex-1 text-sm leading-snug font-medium text-balance text-ink">{title}</h3>
        <IconButton
          size="sm"
          label={isShown ? 'Hide proposal' : 'Show proposal'}
          icon={isShown ? <Eye className="size-3.5" /> : <EyeOff className="size-3.5" />}
          onClick={isShown ? onHide : onShow}
        />
      </header>
      <LabelVolumes voxels={proposal.voxels} labels={labels} voxelMm3={voxelMm3} />
      <p className="numeric mt-1.5 text-2xs text-faint">
        {maker} · computed in {latencyText(proposal)}
      </p>
      {proposal.cellVoxels ? (
        <p className="mt-1.5 text-2xs text-warn">
          Computed on a coarser grid ({proposal.cellVoxels.join(' × ')} voxels): the region was too large. Scribble
          nearer, or lower the search distance.
        </p>
      ) : null}
      {isShown && uncertainty ? <UncertaintyControls {...uncertainty} /> : null}
      {isShown ? (
        <div className="mt-2.5 grid grid-cols-2 gap-2">
          {onRefine ? (
            <Button
              size="sm"
              className="col-span-2"
              icon={<Pencil className="size-3.5" />}
              disabled={isReadOnly}
              onClick={onRefine}
            >
              Refine with scribbles
            </Button>
          ) : null}
          <DecisionButtons
            about="proposal"
            isBusy={isBusy}
            canAccept={!isReadOnly}
            canDiscard={!isReadOnly && !isBusy}
            onAccept={onAccept}
            onDiscard={onDiscard}
          />
        </div>
      ) : null}
    </article>
  );
}
