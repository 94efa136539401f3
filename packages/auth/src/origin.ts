/**
 * False when a browser says that the request was sent by a page of another site. Cookies are SameSite=Lax, but a page on
 * another port of this host counts as the same site, and WebSockets know no CORS: hence this check wherever a cookie counts.
 */
export function isSameOrigin(headers: Headers, baseUrl: string): boolean {
  const origin = headers.get('origin');
  if (origin === null) return true;
  if (!URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  return ownHosts(headers, baseUrl).includes(host);
}

/** Hosts under which this server is being addressed: the configured one, and those that the request names. */
export function ownHosts(headers: Headers, baseUrl: string): string[] {
  return [new URL(baseUrl).host, headers.get('host'), headers.get('x-forwarded-host')].filter((host) => host !== null);
}
