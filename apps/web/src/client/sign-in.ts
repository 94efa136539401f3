/** Why somebody could not sign in, in words that say what to do. */
export function signInProblem(status: number, body: { readonly message?: string | undefined } | undefined): string {
  switch (status) {
    case 401:
    case 403:
      return 'That e-mail address and password do not match. Check both, or ask an administrator for a sign-in link.';
    case 400:
    case 422:
      return 'Enter the e-mail address of your account, and your password.';
    case 429:
      return body?.message ?? 'Too many attempts. Wait a few minutes, or ask an administrator for a sign-in link.';
    case 503:
      return 'The database cannot be reached. Try again in a moment.';
    default:
      return 'The server could not sign you in. Try again in a moment.';
  }
}

/** Signs in with a password. Resolves to undefined when it worked, else to what to tell the person. */
export async function signIn(email: string, password: string): Promise<string | undefined> {
  const response = await fetch('/api/auth/sign-in/email', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  }).catch(() => undefined);
  if (!response) return 'The server cannot be reached. Check your connection, then try again.';
  if (response.ok) return undefined;
  return signInProblem(response.status, await response.json().catch(() => undefined));
}

export async function signOut(): Promise<void> {
  await fetch('/api/auth/sign-out', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
}

/** Only a path of this site may be gone to after signing in. */
export function safeNext(next: string | null | undefined): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/';
}
