'use client';

import Link from 'next/link';
import type { Outputs } from '../client/trpc.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { count } from '../ui/format.ts';
import { Card, Nothing } from './Card.tsx';
import { useReadingLink } from './use-reading-link.ts';

type Row = Outputs['admin']['overview']['online'][number];

/** Who has a reading open at this moment. */
export function Online({ online }: { readonly online: readonly Row[] }) {
  const people = new Set(online.map(({ userId }) => userId)).size;
  return (
    <Card title="Online" aside={count(people, 'person', 'people')}>
      {online.length === 0 ? <Nothing>Nobody has a reading open.</Nothing> : null}
      <ul className="py-1">
        {online.map((row) => (
          <OnlineRow key={`${row.userId} ${row.readingId}`} row={row} />
        ))}
      </ul>
    </Card>
  );
}

function OnlineRow({ row }: { readonly row: Row }) {
  const { text, href } = useReadingLink(row.readingId);
  return (
    <li className="flex h-9 items-center gap-2.5 px-4">
      <Avatar person={row} size="sm" />
      <span className="truncate text-sm">{row.name}</span>
      <Link href={href} className="ml-auto truncate text-xs text-soft hover:text-accent">
        {text}
      </Link>
    </li>
  );
}
