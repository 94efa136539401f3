/** An answer of the REST API. `status` 0 means that none came. */
export interface FileAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Sends a file as the body of a POST request; calls `onShare` with the share of bytes sent, 0 to 1. Resolves for every answer,
 * even none. Over XMLHttpRequest: fetch cannot say how much of a body has been sent.
 */
export function sendFile(
  address: string,
  file: File,
  onShare: (share: number) => void,
  signal?: AbortSignal,
): Promise<FileAnswer> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => onShare(total === 0 ? 1 : loaded / total);
    request.upload.onload = () => onShare(1);
    request.onloadend = () => resolve({ status: request.status, body: parsed(request.responseText) });
    signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
