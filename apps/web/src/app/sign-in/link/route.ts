import { runtime } from '../../../server/runtime.ts';

/** Spends a one-time sign-in link: on with the session's cookie, or back to the sign-in page with the reason. */
export async function GET(request: Request): Promise<Response> {
  const token = new URL(request.url).searchParams.get('token') ?? '';
  const answer = await runtime()
    .services.auth.redeemSignInLink(token, request.headers)
    .catch(() => undefined);
  if (answer === undefined) return seeOther('/sign-in?problem=database-unavailable');
  if (!answer.ok) return seeOther('/sign-in?problem=link-spent');
  return seeOther('/', answer.headers.getSetCookie());
}

/** A relative Location: the browser knows best under which host it reached us. */
function seeOther(path: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ location: path, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 303, headers });
}
