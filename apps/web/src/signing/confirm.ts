import type { Statement } from '@scholia/domain';

/** What goes to the server with the thing that is signed. */
export interface Signature {
  readonly statement: Statement;
  readonly confirmation: string;
}

type Answer<T> = { readonly ok: T } | { readonly problem: string };

/** Proves again who one is; the confirmation is good for one signature. */
async function confirmIdentity(password: string): Promise<Answer<string>> {
  const answer = await post<{ readonly confirmation: string }>('confirm', { password });
  return 'problem' in answer ? answer : { ok: answer.ok.confirmation };
}

/** The first password of somebody who came by links. Resolves to what is wrong, if anything. */
export async function setPassword(password: string): Promise<string | undefined> {
  const answer = await post('set-password', { password });
  return 'problem' in answer ? answer.problem : undefined;
}

export async function changePassword(currentPassword: string, newPassword: string): Promise<string | undefined> {
  const answer = await post('change-password', { currentPassword, newPassword, revokeOtherSessions: true });
  return 'problem' in answer ? answer.problem : undefined;
}

/** The signature that a form with `SignatureFields` holds, confirmed by the server; nothing when nobody signs in it. */
export async function signatureOf(form: FormData): Promise<Answer<Signature | undefined>> {
  const [statement, password] = [form.get('statement'), form.get('password')];
  if (statement === null || password === null) return { ok: undefined };
  if (form.has('isFirstPassword')) {
    const problem = await setPassword(String(password));
    if (problem !== undefined) return { problem };
  }
  const confirmed = await confirmIdentity(String(password));
  if ('problem' in confirmed) return confirmed;
  return { ok: { statement: statement as Statement, confirmation: confirmed.ok } };
}

async function post<T>(path: string, body: Readonly<Record<string, unknown>>): Promise<Answer<T>> {
  const response = await fetch(`/api/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => undefined);
  if (!response) return { problem: 'The server cannot be reached. Check your connection, then try again.' };
  const answer = await response.json().catch(() => undefined);
  if (response.ok) return { ok: answer as T };
  return {
    problem: (answer as { message?: string } | undefined)?.message ?? 'That did not work. Try again in a moment.',
  };
}
