import type { Declaration } from '@scholia/models/foreign';
import { type FileAnswer, sendFile } from '../../client/send-file.ts';
import type { Outputs } from '../../client/trpc.ts';

export type { Declaration };
export type UploadedFile = Outputs['models']['uploads'][number];
export type Report = NonNullable<UploadedFile['report']>;

/** What could be read of an ONNX file, and a declaration to start from. */
export interface Inspected {
  readonly modelId: UploadedFile['modelId'];
  readonly name: string;
  readonly producer: string;
  readonly declaration: Declaration;
  /** Members of the declaration that the file says nothing about, such as 'input.axes'. */
  readonly guessed: readonly string[];
}

export type InspectOutcome =
  | { readonly status: 'read'; readonly inspected: Inspected }
  | { readonly status: 'failed'; readonly message: string };

/** Sends a network to a project. Resolves for every answer, even none. */
export async function sendNetwork(
  projectId: string,
  file: File,
  onShare: (share: number) => void,
  signal: AbortSignal,
): Promise<InspectOutcome> {
  const query = new URLSearchParams({ name: file.name.replace(/\.onnx$/i, '').slice(0, 200) || 'network' });
  return outcomeOf(await sendFile(`/api/v1/projects/${projectId}/models?${query}`, file, onShare, signal));
}

export function outcomeOf({ status, body }: FileAnswer): InspectOutcome {
  if (status === 201) return { status: 'read', inspected: body as Inspected };
  if (status === 0)
    return { status: 'failed', message: 'The connection was lost. Nothing was stored; choose the file again.' };
  const { message } = (body as { error?: { message?: string } } | undefined)?.error ?? {};
  return { status: 'failed', message: message ?? 'The server could not take the file. Try again in a moment.' };
}
