'use client';

import type { ComponentProps, MouseEvent } from 'react';

/**
 * A link to the same page with another query: the address changes, and with it what `useSearchParams` gives, without
 * asking the server for the page again. Opens in a new tab as any link does.
 */
export function ShallowLink({ href, ...rest }: ComponentProps<'a'> & { readonly href: string }) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    window.history.pushState(null, '', href);
  };
  return <a href={href} onClick={follow} {...rest} />;
}
