'use client';

import {
  Bot,
  Brush,
  CircleCheck,
  CircleDot,
  Download,
  Eraser,
  FileInput,
  HistoryIcon,
  Lasso,
  LockOpen,
  type LucideIcon,
  PenLine,
  Redo2,
  Send,
  SquareDashed,
  TriangleAlert,
  Undo2,
  WandSparkles,
} from 'lucide-react';
import { memo, type ReactNode, useState } from 'react';
import { Avatar, type Person } from '../ui/Avatar.tsx';
import { cx } from '../ui/class-names.ts';
import { count } from '../ui/format.ts';
import { type HistoryRow, type RowGroup, toolsText } from './group-rows.ts';
import { clockText, personOf, spanText, toolName } from './texts.ts';
import type { Place } from './time-traveller.ts';

const EVENTS: Readonly<Record<string, LucideIcon>> = {
  ReadingOpened: LockOpen,
  ReadingSubmitted: Send,
  ReadingSigned: PenLine,
  ReadingReopened: LockOpen,
  ReadingRestored: HistoryIcon,
  LabelsExported: Download,
  UpdateRefused: TriangleAlert,
  RefusalsSummarised: TriangleAlert,
  LabelsDiverged: TriangleAlert,
  SegmentationRequested: Bot,
  SegmentationFailed: TriangleAlert,
  ProposalOffered: Bot,
  ProposalDiscarded: Bot,
};
const TOOLS: Readonly<Record<string, LucideIcon>> = {
  brush: Brush,
  eraser: Eraser,
  lasso: Lasso,
  rectangle: SquareDashed,
  undo: Undo2,
  redo: Redo2,
  import: FileInput,
  proposal: CircleCheck,
  restore: HistoryIcon,
};

export interface TimelineProps {
  readonly groups: readonly RowGroup[];
  readonly people: readonly Person[];
  readonly labels: readonly { readonly value: number; readonly name: string; readonly color: string }[];
  /** Log position that is shown; undefined: now. */
  readonly at: string | undefined;
  readonly now: number;
  readonly onGo: (place: Place) => void;
}

/** Everything that happened, newest first; what one person did in a row is one line that opens. A line is a moment to go to. */
export const Timeline = memo(function Timeline({ groups, people, labels, at, now, onGo }: TimelineProps) {
  const shared = { labels, people, at, now, onGo };
  return (
    <ol aria-label="Timeline" className="grid">
      {groups.map((group) => (
        // The oldest row stays while newer ones join the group.
        <li
          key={group.rows[group.rows.length - 1].position}
          className="[content-visibility:auto] [contain-intrinsic-size:auto_2.75rem]"
        >
          {group.rows.length > 1 && !group.isMilestone ? (
            <Group group={group} {...shared} />
          ) : (
            <Row row={group.rows[0]} isPartly={group.rows.some(({ position }) => position === at)} {...shared} />
          )}
        </li>
      ))}
    </ol>
  );
});

interface Shared {
  readonly labels: TimelineProps['labels'];
  readonly at: string | undefined;
  readonly now: number;
  readonly onGo: (place: Place) => void;
  readonly people: readonly Person[];
}

function Group({ group, ...shared }: Shared & { readonly group: RowGroup }) {
  const [isOpen, setOpen] = useState(false);
  const { rows } = group;
  const person = personOf(rows[0].actor, shared.people);
  const hidden = isOpen ? 0 : rows.length;
  return (
    <>
      <Line
        shared={shared}
        row={rows[0]}
        mark={<Avatar person={person} size="sm" />}
        title={`${person.name}: ${count(rows.length, 'edit')}`}
        detail={toolsText(rows, toolName)}
        time={spanText(rows, shared.now)}
        isPartly={hidden > 0 && rows.some(({ position }) => position === shared.at)}
        isOpen={isOpen}
        onOpen={() => setOpen(!isOpen)}
      />
      {isOpen ? (
        <ol aria-label={`Edits of ${person.name}`} className="ml-[1.15rem] border-l border-line">
          {rows.map((row) => (
            <li key={row.position} className="[content-visibility:auto] [contain-intrinsic-size:auto_2.75rem]">
              <Row row={row} {...shared} />
            </li>
          ))}
        </ol>
      ) : null}
    </>
  );
}

function Row({ row, isPartly = false, ...shared }: Shared & { readonly row: HistoryRow; readonly isPartly?: boolean }) {
  const { operation, type, sentence } = row;
  const label = shared.labels.find(({ value }) => value === operation?.label);
  const isMachines = operation ? operation.proposalId !== null : type.startsWith('Proposal') || type.startsWith('Segm');
  const Icon = operation ? (TOOLS[operation.tool] ?? WandSparkles) : (EVENTS[type] ?? CircleDot);
  const isTrouble = Icon === TriangleAlert;
  return (
    <Line
      shared={shared}
      row={row}
      mark={
        row.actor.type === 'user' ? (
          <Avatar person={personOf(row.actor, shared.people)} size="sm" />
        ) : (
          <Bot className="size-5 p-0.5 text-machine" />
        )
      }
      title={sentence}
      detail={label ? label.name : undefined}
      swatch={label?.color}
      time={clockText(row.at, shared.now)}
      icon={
        <Icon
          aria-hidden="true"
          className={cx('size-3.5', isTrouble ? 'text-warn' : isMachines ? 'text-machine' : 'text-faint')}
        />
      }
      isPartly={isPartly}
      isStrong={operation === null || isMachines || operation.tool === 'restore'}
    />
  );
}

interface LineProps {
  readonly shared: Shared;
  /** Where a click goes: to just after this. */
  readonly row: HistoryRow;
  readonly mark: ReactNode;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly swatch?: string | undefined;
  readonly time: string;
  readonly icon?: ReactNode;
  readonly isStrong?: boolean;
  /** The moment is inside of this closed group. */
  readonly isPartly?: boolean;
  readonly isOpen?: boolean;
  readonly onOpen?: () => void;
}

function Line(props: LineProps) {
  const { shared, row, mark, title, detail, swatch, time, icon, isStrong, isPartly, isOpen, onOpen } = props;
  const { at, onGo } = shared;
  const isHere = row.position === at || isPartly;
  const isLater = at !== undefined && BigInt(row.position) > BigInt(at) && !isPartly;
  return (
    <div className={cx('relative flex items-stretch rounded-md', isHere ? 'bg-active' : 'hover:bg-raised')}>
      <button
        type="button"
        aria-current={isHere ? 'step' : undefined}
        title={`${title} Show the labels just after this.`}
        onClick={() => onGo(row.version === null ? { position: row.position } : { version: row.version })}
        className={cx(
          'flex min-w-0 flex-1 items-start gap-2 rounded-md px-1.5 py-1.5 text-left focus-visible:-outline-offset-2',
          isLater && 'opacity-45',
        )}
      >
        <span className="relative mt-0.5 shrink-0">{mark}</span>
        <span className="min-w-0 flex-1">
          <span className={cx('line-clamp-2 text-xs leading-4', isStrong ? 'font-medium text-ink' : 'text-soft')}>
            {title}
          </span>
          <span className="flex items-center gap-1.5 text-2xs text-faint">
            {icon}
            {swatch ? <span className="size-2 rounded-full" style={{ backgroundColor: swatch }} /> : null}
            {detail ? <span className="min-w-0 truncate">{detail}</span> : null}
            <span className="numeric ml-auto shrink-0 whitespace-nowrap">{time}</span>
          </span>
        </span>
      </button>
      {onOpen ? (
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={isOpen ? 'Close these edits' : 'Each of these edits'}
          onClick={onOpen}
          className="grid w-7 shrink-0 place-items-center rounded-md text-faint hover:text-ink focus-visible:-outline-offset-2"
        >
          <span aria-hidden="true" className={cx('text-xs transition-transform', isOpen && 'rotate-90')}>
            {'\u203a'}
          </span>
        </button>
      ) : null}
    </div>
  );
}
