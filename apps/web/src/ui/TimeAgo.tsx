'use client';

import { timeAgo } from './format.ts';
import { useNow } from './use-now.ts';

/** A moment as people say it, kept up to date. The server's clock and the browser's may disagree by a word. */
export function TimeAgo({ iso }: { readonly iso: string }) {
  const now = useNow(30_000);
  return (
    <time dateTime={iso} suppressHydrationWarning>
      {timeAgo(iso, now)}
    </time>
  );
}
