import { AppError } from '@scholia/core';

/**
 * Fetches a file and says how far it is: `onProgress(received, total)` in bytes, total undefined when the server does not
 * say. Throws AppError 'not-signed-in', 'not-found', or 'database-unavailable' when no answer comes.
 */
export async function fetchBytes(
  url: string,
  options: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (received: number, total: number | undefined) => void;
  } = {},
): Promise<Uint8Array> {
  const { signal, onProgress } = options;
  const response = await fetch(url, signal ? { signal } : {});
  if (response.status === 401) throw new AppError('not-signed-in', 'Your session has ended. Sign in again.');
  if (response.status === 404) throw new AppError('not-found', 'There is no such file, or it is not shared with you.');
  if (!response.ok || !response.body) throw new AppError('database-unavailable', 'The server could not send the file.');
  const total = Number(response.headers.get('content-length')) || undefined;
  const chunks: Uint8Array[] = [];
  let received = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value);
    received += part.value.length;
    onProgress?.(received, total);
  }
  const bytes = new Uint8Array(received);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** A blob is shown to those who may see the reading that names it. */
export const blobUrl = (digest: string, readingId: string) => `/api/v1/blobs/${digest}?reading=${readingId}`;
export const baseUrl = (readingId: string) => `/api/v1/readings/${readingId}/base`;
/** The labels as they were at a log position: run-length encoded for the viewer, and as a NIfTI file. */
export const labelmapUrl = (readingId: string, position: string) =>
  `/api/v1/readings/${readingId}/labelmap?position=${position}`;
export const labelsFileUrl = (readingId: string, position: string) =>
  `/api/v1/readings/${readingId}/labels?position=${position}`;
export const imageUrl = (imageId: string) => `/api/v1/images/${imageId}/file`;
