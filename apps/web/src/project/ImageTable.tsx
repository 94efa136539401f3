'use client';

import { ChevronRight, PenLine } from 'lucide-react';
import Link from 'next/link';
import { useRef } from 'react';
import type { Outputs } from '../client/trpc.ts';
import { AvatarStack } from '../ui/Avatar.tsx';
import { Badge } from '../ui/Badge.tsx';
import { cx } from '../ui/class-names.ts';
import { TimeAgo } from '../ui/TimeAgo.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { useFlip } from '../ui/use-flip.ts';

export type ImageRow = Outputs['images']['list'][number];

export interface ImageTableProps {
  readonly rows: readonly ImageRow[];
  /** Image id to its place in the queue, 1 is next. */
  readonly ranks: ReadonlyMap<string, number>;
  readonly projectId: string;
  readonly onOpen: (imageId: string) => void;
}

const HEAD = 'h-8 px-3 text-left text-2xs font-medium text-faint';
const CELL = 'h-11 px-3';

export function ImageTable({ rows, ranks, projectId, onOpen }: ImageTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  useFlip(body, rows.map(({ imageId }) => imageId).join());
  const most = Math.max(...rows.map(({ uncertainty }) => uncertainty ?? 0), 1e-9);
  return (
    <div className="overflow-hidden rounded-xl bg-panel ring-1 ring-line">
      <table className="w-full border-collapse text-sm">
        <thead className="border-b border-line">
          <tr>
            <th scope="col" className={cx(HEAD, 'w-12 text-right')}>
              Next
            </th>
            <th scope="col" className={HEAD}>
              Image
            </th>
            <th scope="col" className={cx(HEAD, 'w-36')}>
              Status
            </th>
            <th scope="col" className={cx(HEAD, 'w-44')}>
              <Tooltip text="How unsure the last model is about this image. The queue puts the most unsure first.">
                <span className="cursor-help border-b border-dotted border-edge">Uncertainty</span>
              </Tooltip>
            </th>
            <th scope="col" className={cx(HEAD, 'w-32')}>
              People
            </th>
            <th scope="col" className={cx(HEAD, 'w-28')}>
              Last change
            </th>
            <th scope="col" className="w-9">
              <span className="sr-only">Open</span>
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row) => (
            <tr
              key={row.imageId}
              data-flip={row.imageId}
              data-image={row.name}
              className="group cursor-pointer border-b border-line/60 bg-panel last:border-b-0 hover:bg-raised has-[a:focus-visible]:bg-raised"
              onClick={(event) => {
                if (!event.defaultPrevented) onOpen(row.imageId);
              }}
            >
              <td className={cx(CELL, 'numeric text-right text-xs text-faint')}>{ranks.get(row.imageId) ?? ''}</td>
              <td className={CELL}>
                <Link
                  href={`/projects/${projectId}/images/${row.imageId}`}
                  // One page of many: fetching all of them ahead would cost more than it saves.
                  prefetch={false}
                  className="rounded font-medium text-ink"
                  onClick={(event) => event.stopPropagation()}
                >
                  {row.name}
                </Link>
                <span className="numeric ml-2 text-2xs text-faint">{row.dims.join(' × ')}</span>
              </td>
              <td className={CELL}>
                <StatusBadge row={row} />
              </td>
              <td className={CELL}>
                <Uncertainty value={row.status === 'submitted' ? null : row.uncertainty} most={most} />
              </td>
              <td className={CELL}>
                <People row={row} />
              </td>
              <td className={cx(CELL, 'numeric text-xs text-faint')}>
                <TimeAgo iso={row.submittedAt ?? row.editedAt ?? row.importedAt} />
              </td>
              <td className="pr-3 text-edge group-hover:text-soft">
                <ChevronRight className="size-4" aria-hidden="true" />
              </td>
            </tr>
          ))}
          {rows.length === 0 ? (
            <tr>
              <td colSpan={7} className="h-24 text-center text-sm text-faint">
                No image matches.
              </td>
            </tr>
          ) : null}
        </tbody>
      </table>
    </div>
  );
}

function StatusBadge({ row }: { readonly row: ImageRow }) {
  switch (row.status) {
    case 'unlabelled':
      return <Badge>{row.proposalId ? 'Predicted' : 'Unlabelled'}</Badge>;
    case 'in-progress':
      return <Badge tone="accent">In progress</Badge>;
    case 'submitted':
      return (
        <span className="flex items-center gap-1">
          <Badge tone="ok">Submitted</Badge>
          {row.heldOut ? (
            <Tooltip text="Held out: models never learn from it, they are measured on it.">
              <span>
                <Badge tone="machine">Held out</Badge>
              </span>
            </Tooltip>
          ) : null}
          {row.signatures.length > 0 ? (
            <Tooltip text={row.signatures.map(({ by, text }) => `${by.name}: “${text}”`).join('  ')}>
              <span role="img" aria-label={`Signed by ${row.signatures.map(({ by }) => by.name).join(', ')}`}>
                <PenLine className="size-3.5 text-soft" aria-hidden="true" />
              </span>
            </Tooltip>
          ) : null}
        </span>
      );
  }
}

function Uncertainty({ value, most }: { readonly value: number | null; readonly most: number }) {
  if (value === null) return <span className="text-xs text-edge">–</span>;
  return (
    <span className="flex items-center gap-2">
      <span className="h-1 w-20 overflow-hidden rounded-full bg-active" aria-hidden="true">
        <span
          className="block h-full rounded-full bg-machine transition-[width] duration-500"
          style={{ width: `${(100 * value) / most}%` }}
        />
      </span>
      <span className="numeric text-xs text-soft">{value.toPrecision(2)}</span>
    </span>
  );
}

/** Who is there now, each with a dot; else who has edited. */
function People({ row }: { readonly row: ImageRow }) {
  if (row.present.length > 0) {
    return (
      <span className="flex items-center gap-2">
        <AvatarStack people={row.present} max={3} />
        <span className="flex items-center gap-1 text-2xs text-ok">
          <span className="size-1.5 rounded-full bg-ok" /> now
        </span>
      </span>
    );
  }
  return (
    <span className="opacity-80">
      <AvatarStack people={row.authors} max={3} />
    </span>
  );
}
