/** How an upload ended, and what the person can do about it. */
export type UploadOutcome =
  | { readonly status: 'imported'; readonly imageId: string; readonly name: string }
  /** A 4D file: one of its volumes has to be chosen. */
  | { readonly status: 'needs-volume'; readonly volumes: number }
  /** NaN or infinity inside: they can be replaced by 0. */
  | { readonly status: 'needs-replacement'; readonly message: string }
  | { readonly status: 'duplicate'; readonly imageId: string | undefined; readonly message: string }
  | { readonly status: 'failed'; readonly code: string; readonly message: string; readonly canRetry: boolean };

interface Problem {
  readonly code?: string;
  readonly message?: string;
  readonly retry?: string;
  readonly details?: { readonly reason?: string; readonly volumes?: number; readonly imageId?: string };
}

/** Reads the REST answer to an upload. `status` 0 means that no answer came. */
export function outcomeOf(status: number, body: unknown): UploadOutcome {
  if (status === 201) {
    const { imageId, name } = body as { imageId: string; name: string };
    return { status: 'imported', imageId, name };
  }
  const { code = '', message, retry, details = {} }: Problem = (body as { error?: Problem } | undefined)?.error ?? {};
  if (status === 0) {
    const lost = 'The connection was lost. Nothing was stored; try again.';
    return { status: 'failed', code: 'unreachable', message: lost, canRetry: true };
  }
  if (details.reason === 'four-dimensional' && details.volumes !== undefined) {
    return { status: 'needs-volume', volumes: details.volumes };
  }
  if (details.reason === 'non-finite') {
    return { status: 'needs-replacement', message: 'Some voxels are not numbers (NaN or infinity).' };
  }
  if (code === 'duplicate') {
    return {
      status: 'duplicate',
      imageId: details.imageId,
      message: message ?? 'This image is in the project already.',
    };
  }
  return {
    status: 'failed',
    code,
    message: message ?? 'The server could not take the file. Try again in a moment.',
    canRetry: retry === 'later' || code === 'not-signed-in' || status >= 500,
  };
}
