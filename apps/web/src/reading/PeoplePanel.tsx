'use client';

import { Eye, LocateFixed } from 'lucide-react';
import { Avatar, type Person } from '../ui/Avatar.tsx';
import { cx } from '../ui/class-names.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { useSelected } from '../ui/store.ts';
import { isCircle, lookOf, peopleOf, sliceText, toolText } from './people.ts';
import type { Follow } from './use-follow.ts';
import type { LabelChoice } from './use-label-choices.ts';
import type { OpenReading } from './use-reading.ts';
import type { OpenViewer } from './use-viewer.ts';

export interface PeoplePanelProps {
  readonly me: Person;
  readonly reading: OpenReading;
  readonly opened: OpenViewer;
  readonly labels: readonly LabelChoice[];
  readonly follow: Follow;
}

/** Who is on this reading, on which slice, with which tool. A click follows them, another one stops. */
export function PeoplePanel({ me, reading, opened, labels, follow }: PeoplePanelProps) {
  const peers = useSelected(reading.peers, (map) => map);
  const slices = useSelected(opened.view, (state) => state?.slices);
  const others = peopleOf(peers, me.userId);
  return (
    <ul aria-label="People on this reading" className="grid gap-px">
      <li className="flex h-8 items-center gap-2 px-1">
        <Avatar person={me} size="sm" />
        <span className="truncate text-sm">{me.name}</span>
        <span className="ml-auto text-2xs text-faint">you</span>
      </li>
      {others.map((peer) => {
        const isFollowed = follow.leader?.userId === peer.userId;
        const isBehind = isCircle(others, peer.userId, me.userId);
        const where = sliceText(peer, slices);
        return (
          <li
            key={peer.userId}
            className={cx('flex items-center rounded-md', isFollowed ? 'bg-raised' : '')}
            style={isFollowed ? { boxShadow: `inset 2px 0 0 ${peer.color}` } : undefined}
          >
            <button
              type="button"
              aria-label={`Follow ${peer.name}`}
              aria-pressed={isFollowed}
              aria-describedby={`at-${peer.userId}`}
              disabled={isBehind}
              className="group flex h-9 min-w-0 flex-1 items-center gap-2 rounded-md px-1 text-left focus-visible:-outline-offset-2 enabled:hover:bg-raised"
              onClick={() => {
                if (isFollowed) follow.stop();
                else follow.start(peer);
              }}
            >
              <Avatar person={peer} size="sm" />
              <span className="min-w-0 flex-1">
                <span className="block truncate text-sm leading-4">{peer.name}</span>
                <span id={`at-${peer.userId}`} className="numeric block truncate text-2xs leading-4 text-faint">
                  {[where, toolText(peer, labels), isBehind ? 'follows you' : undefined].filter(Boolean).join(' · ')}
                </span>
              </span>
              <Eye
                aria-hidden="true"
                className={cx(
                  'size-4 shrink-0',
                  isFollowed
                    ? 'text-ink'
                    : 'text-faint opacity-0 group-enabled:group-hover:opacity-100 group-focus-visible:opacity-100',
                )}
              />
            </button>
            <IconButton
              label={`Go to ${peer.name}`}
              size="sm"
              side="left"
              icon={<LocateFixed className="size-3.5" />}
              onClick={() => {
                const own = opened.view.get()?.crosshair;
                if (!own) return;
                follow.stop();
                const { crosshair } = lookOf(peer, own);
                opened.viewer.setCrosshair(peer.ijk ?? crosshair);
              }}
            />
          </li>
        );
      })}
    </ul>
  );
}
