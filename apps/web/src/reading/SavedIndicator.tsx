'use client';

import { Check, CloudOff, LoaderCircle } from 'lucide-react';
import { useOnline } from '../client/use-online.ts';
import { cx } from '../ui/class-names.ts';
import { useSelected } from '../ui/store.ts';
import { savedText } from './saved-text.ts';
import type { OpenReading } from './use-reading.ts';

const LOOKS = {
  ok: { icon: Check, look: 'text-soft', iconLook: 'text-ok' },
  busy: { icon: LoaderCircle, look: 'text-soft', iconLook: 'text-faint animate-spin' },
  warn: { icon: CloudOff, look: 'text-warn', iconLook: '' },
} as const;

/** Where one's work is. "Saved" means committed on the server, never anything less. */
export function SavedIndicator({ reading }: { readonly reading: OpenReading }) {
  const isOnline = useOnline();
  const { connection, savedPosition, unsaved, writable, keptLocally } = useSelected(reading.state, (state) => ({
    connection: state.connection,
    savedPosition: state.savedPosition,
    unsaved: state.unsaved,
    writable: state.writable,
    keptLocally: state.keptLocally,
  }));
  const { tone, text } = savedText({
    connection: isOnline ? connection : 'offline',
    savedPosition,
    unsaved,
    writable,
    keptLocally,
  });
  const { icon: Icon, look, iconLook } = LOOKS[tone];
  return (
    <span role="status" className={cx('numeric inline-flex items-center gap-1.5 text-xs whitespace-nowrap', look)}>
      <Icon className={cx('size-3.5', iconLook)} aria-hidden="true" />
      {text}
    </span>
  );
}
