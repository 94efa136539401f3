'use client';

import { ArrowLeft, CircleCheck, HistoryIcon, PenLine, Play, Redo2, Send, Undo2 } from 'lucide-react';
import Link from 'next/link';
import type { Outputs } from '../client/trpc.ts';
import { LiveDot } from '../shell/LiveDot.tsx';
import { Signatures } from '../signing/Signatures.tsx';
import { AvatarStack, type Person } from '../ui/Avatar.tsx';
import { Badge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { useSelected } from '../ui/store.ts';
import { Tooltip } from '../ui/Tooltip.tsx';
import { peopleOf } from './people.ts';
import { SavedIndicator } from './SavedIndicator.tsx';
import type { OpenReading } from './use-reading.ts';

export interface ReadingBarProps {
  readonly me: Person;
  readonly projectId: string;
  readonly projectName: string;
  readonly imageName: string;
  readonly reading: OpenReading | undefined;
  readonly facts: Outputs['readings']['get'] | undefined;
  readonly onSubmit: () => void;
  readonly onReopen: () => void;
  readonly onSign: () => void;
  readonly onNext: () => void;
  readonly isNextBusy: boolean;
  readonly isHistoryOpen: boolean;
  /** The views show labels of the past: nothing is taken back that one does not see. */
  readonly isPast: boolean;
  readonly onHistory: () => void;
}

/** What is being read, whether it is safe, and what can be done with it as a whole. */
export function ReadingBar(props: ReadingBarProps) {
  const { me, projectId, projectName, imageName, reading, facts, onSubmit, onReopen, onSign, onNext, isNextBusy } =
    props;
  return (
    <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line bg-page pr-3 pl-1.5">
      <Tooltip text={`Back to ${projectName}`}>
        <Link
          href={`/projects/${projectId}`}
          aria-label={`Back to ${projectName}`}
          className="grid size-9 place-items-center rounded-md text-soft hover:bg-raised hover:text-ink"
        >
          <ArrowLeft className="size-4" />
        </Link>
      </Tooltip>
      <div className="flex min-w-0 items-baseline gap-2">
        <h1 className="truncate text-base font-semibold">{imageName}</h1>
        <span className="hidden truncate text-xs text-faint xl:inline">{projectName}</span>
      </div>
      {facts ? <ReadingStatus facts={facts} /> : null}
      {facts ? <Signatures facts={facts} /> : null}
      <div className="ml-auto flex items-center gap-3">
        {reading ? (
          <>
            <SavedIndicator reading={reading} />
            <UndoRedo reading={reading} isOff={props.isPast} />
            <IconButton
              label="History"
              keys="T"
              icon={<HistoryIcon className="size-4" />}
              isPressed={props.isHistoryOpen}
              onClick={props.onHistory}
            />
            <People reading={reading} me={me} />
          </>
        ) : null}
        <LiveDot />
        {facts?.canSign ? (
          <Button icon={<PenLine className="size-3.5" />} onClick={onSign}>
            Sign
          </Button>
        ) : null}
        {facts?.canReopen ? <Button onClick={onReopen}>Reopen</Button> : null}
        {facts?.status === 'submitted' ? (
          <Button
            look="primary"
            aria-label="Label next"
            icon={<Play className="size-3.5 fill-current" />}
            isBusy={isNextBusy}
            onClick={onNext}
          >
            Label next
          </Button>
        ) : facts?.canSubmit ? (
          <Button look="primary" icon={<Send className="size-3.5" />} onClick={onSubmit}>
            Submit
          </Button>
        ) : null}
      </div>
    </header>
  );
}

function ReadingStatus({ facts }: { readonly facts: NonNullable<ReadingBarProps['facts']> }) {
  if (facts.status === 'submitted') {
    return (
      <Badge tone="ok">
        <CircleCheck className="size-3" aria-hidden="true" /> Submitted
      </Badge>
    );
  }
  if (!facts.writable) return <Badge tone="warn">View only</Badge>;
  return <Badge tone="accent">Open</Badge>;
}

function UndoRedo({ reading, isOff }: { readonly reading: OpenReading; readonly isOff: boolean }) {
  const { canUndo, canRedo } = useSelected(reading.state, (state) => ({
    canUndo: state.canUndo,
    canRedo: state.canRedo,
  }));
  return (
    <div className="flex">
      <IconButton
        label="Undo"
        keys="Ctrl+Z"
        icon={<Undo2 className="size-4" />}
        disabled={isOff || !canUndo}
        onClick={() => reading.client.undo()}
      />
      <IconButton
        label="Redo"
        keys="Ctrl+Shift+Z"
        icon={<Redo2 className="size-4" />}
        disabled={isOff || !canRedo}
        onClick={() => reading.client.redo()}
      />
    </div>
  );
}

function People({ reading, me }: { readonly reading: OpenReading; readonly me: Person }) {
  const peers = useSelected(reading.peers, (map) => map);
  return <AvatarStack people={[...peopleOf(peers, me.userId), me]} max={5} />;
}
