import type { Delivery, ViewingLetter } from './viewing-outbox.ts';

/** Sends one summary. It goes out even when the page is being left (`keepalive`). Rejects when nobody answers. */
export async function postViewing({ readingId, summary }: ViewingLetter): Promise<Delivery> {
  const { ok, status } = await fetch(`/api/v1/readings/${readingId}/viewings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(summary),
    keepalive: true,
  });
  if (ok) return 'delivered';
  // Signed out, too many at once, or a server in trouble: all of that passes.
  return status === 401 || status === 429 || status >= 500 ? 'later' : 'refused';
}
