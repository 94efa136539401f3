'use client';

import type { Presence } from '@scholia/collab';
import { Avatar, type Person } from '../ui/Avatar.tsx';
import { useSelected } from '../ui/store.ts';
import type { LabelChoice } from './use-label-choices.ts';
import type { OpenReading } from './use-reading.ts';
import type { OpenViewer } from './use-viewer.ts';

const PLANE_NAMES = { axial: 'Axial', coronal: 'Coronal', sagittal: 'Sagittal' } as const;

/** Other people, each once, wherever they are: several tabs of one person are one row, the last one counts. */
export function peopleOf(peers: ReadonlyMap<number, Presence>, meId: string): Presence[] {
  const byUser = new Map<string, Presence>();
  for (const peer of peers.values()) if (peer.userId !== meId) byUser.set(peer.userId, peer);
  return [...byUser.values()].sort((a, b) => a.name.localeCompare(b.name));
}

export interface PeoplePanelProps {
  readonly me: Person;
  readonly reading: OpenReading;
  readonly opened: OpenViewer;
  readonly labels: readonly LabelChoice[];
}

/** Who is on this reading, on which slice, with which label. A click goes to where they are. */
export function PeoplePanel({ me, reading, opened, labels }: PeoplePanelProps) {
  const peers = useSelected(reading.peers, (map) => map);
  const slices = useSelected(opened.view, (state) => state?.slices);
  const others = peopleOf(peers, me.userId);
  const whereabouts = ({ view, tool, label }: Presence): string => {
    const plane = slices
      ? (Object.keys(slices) as (keyof typeof PLANE_NAMES)[]).find((key) => slices[key].axis === view?.axis)
      : undefined;
    const where = plane && view ? `${PLANE_NAMES[plane]} ${view.slice + 1}` : 'looking';
    const name = labels.find(({ value }) => value === label)?.name;
    const doing =
      tool === 'brush' && name
        ? `painting ${name}`
        : tool === 'eraser'
          ? 'erasing'
          : tool.startsWith('scribble')
            ? 'scribbling'
            : undefined;
    return doing ? `${where} · ${doing}` : where;
  };
  return (
    <ul aria-label="People on this reading" className="grid gap-px">
      <li className="flex h-8 items-center gap-2 px-1">
        <Avatar person={me} size="sm" />
        <span className="truncate text-sm">{me.name}</span>
        <span className="ml-auto text-2xs text-faint">you</span>
      </li>
      {others.map((peer) => (
        <li key={peer.userId}>
          <button
            type="button"
            aria-label={`Go to ${peer.name}`}
            className="flex h-9 w-full items-center gap-2 rounded-md px-1 text-left hover:bg-raised"
            onClick={() => {
              if (peer.ijk) opened.viewer.setCrosshair(peer.ijk.map(Math.round) as [number, number, number]);
              else if (peer.view) opened.viewer.setSlice(peer.view.axis, peer.view.slice);
            }}
          >
            <Avatar person={peer} size="sm" />
            <span className="min-w-0 flex-1">
              <span className="block truncate text-sm leading-4">{peer.name}</span>
              <span className="numeric block truncate text-2xs leading-4 text-faint">{whereabouts(peer)}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
