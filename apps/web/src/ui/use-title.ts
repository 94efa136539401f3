'use client';

import { useEffect } from 'react';

/** Names the browser's tab after what the page shows, once that is known. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title) document.title = `${title} · Scholia`;
  }, [title]);
}
