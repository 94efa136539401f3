'use client';

import { CircleDashed, PenLine } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { Outputs } from '../client/trpc.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { cx } from '../ui/class-names.ts';

type Facts = Pick<Outputs['readings']['get'], 'signatures' | 'unsigned'>;

const AWAITED: Readonly<Record<Facts['unsigned'][number], string>> = {
  submit: 'the signature of who submitted it',
  review: 'a reviewer’s signature',
  adjudication: 'an adjudicator’s signature',
};

/** Whose names stand under this reading, and whose are still awaited: wherever the reading is shown. */
export function Signatures({ facts }: { readonly facts: Facts }) {
  const { signatures, unsigned } = facts;
  if (signatures.length === 0 && unsigned.length === 0) return null;
  const standing = signatures.filter(({ stands }) => stands);
  const earlier = signatures.filter(({ stands }) => !stands);
  const isAwaited = unsigned.length > 0;
  const text = isAwaited
    ? `Awaits ${unsigned.length === 1 ? AWAITED[unsigned[0]] : `${unsigned.length} signatures`}`
    : standing.length > 0
      ? `Signed by ${standing.length === 1 ? standing[0].by.name : `${standing.length} people`}`
      : 'Signed earlier';
  return (
    <Popover.Root>
      <Popover.Trigger
        className={cx(
          'inline-flex h-6 items-center gap-1 rounded px-1.5 text-2xs font-medium whitespace-nowrap hover:brightness-125',
          isAwaited ? 'bg-warn-dim text-warn' : 'bg-raised text-soft',
        )}
      >
        {isAwaited ? (
          <CircleDashed className="size-3" aria-hidden="true" />
        ) : (
          <PenLine className="size-3" aria-hidden="true" />
        )}
        {text}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          aria-label="Signatures"
          className="z-50 grid w-80 animate-enter gap-3 rounded-lg bg-panel p-3 shadow-float outline-none"
        >
          <List title="Under these labels" signatures={standing} />
          {unsigned.map((stage) => (
            <p key={stage} className="flex items-center gap-2 text-xs text-warn">
              <CircleDashed className="size-3.5 shrink-0" aria-hidden="true" /> Awaits {AWAITED[stage]}.
            </p>
          ))}
          <List title="Under earlier labels" signatures={earlier} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function List({ title, signatures }: { readonly title: string; readonly signatures: Facts['signatures'] }) {
  if (signatures.length === 0) return null;
  return (
    <section className="grid gap-2">
      <h3 className="text-2xs font-medium text-faint">{title}</h3>
      <ul className="grid gap-2.5">
        {signatures.map((one) => (
          <li key={one.position} className="flex gap-2.5">
            <Avatar person={one.by} size="sm" />
            <div className="min-w-0 text-xs">
              <p className="text-ink">“{one.text}”</p>
              <p className="mt-0.5 text-faint">
                {one.by.name},{' '}
                <time dateTime={one.at}>
                  {new Date(one.at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}
                </time>
                , #{one.position}
              </p>
              <p className="truncate font-mono text-2xs text-faint" title={one.labelDigest}>
                {one.labelDigest.slice(0, 24)}…
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
