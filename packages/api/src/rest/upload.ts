import { AppError, isAppError } from '@scholia/core';

/** A file on its way in. Nothing is read before `read` is called, so that a refused request costs nothing. */
export interface Upload {
  /** As the client called it, without folders; undefined when it did not say. */
  readonly name: string | undefined;
  /** All of it. Throws AppError 'too-large' as soon as the limit is passed, 'bad-request' for a broken form. */
  read(): Promise<{ readonly bytes: Uint8Array; readonly name: string | undefined }>;
}

/**
 * The file of a request: the raw body, or the part `file` of a multipart form. `limitBytes` counts bytes on the wire.
 */
export function uploadOf(request: Request, limitBytes: number): Upload {
  const name = baseName(new URL(request.url).searchParams.get('name') ?? undefined);
  return {
    name,
    async read() {
      const declared = Number(request.headers.get('content-length') ?? 0);
      if (declared > limitBytes) throw tooLarge(limitBytes);
      if (!request.body) throw new AppError('bad-request', 'The request has no body: send the file itself.');
      const type = request.headers.get('content-type') ?? '';
      const body = request.body.pipeThrough(limiter(limitBytes));
      if (!type.startsWith('multipart/form-data')) return { bytes: await collect(body), name };
      const file = await filePart(new Response(body, { headers: { 'content-type': type } }));
      return { bytes: new Uint8Array(await file.arrayBuffer()), name: name ?? baseName(file.name) };
    },
  };
}

async function filePart(response: Response): Promise<File> {
  const form = await response.formData().catch((cause: unknown) => {
    // The limiter's own refusal arrives here as the cause of a parse failure.
    const inner = cause instanceof Error ? cause.cause : undefined;
    if (isAppError(inner)) throw inner;
    if (isAppError(cause)) throw cause;
    throw new AppError('bad-request', 'The form cannot be read. Send the file again.', { cause });
  });
  const file = form.get('file');
  if (file instanceof File) return file;
  throw new AppError('bad-request', 'The form needs a part named "file" that holds the image.');
}

function limiter(limitBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let seen = 0;
  return new TransformStream({
    transform(chunk, controller) {
      seen += chunk.length;
      if (seen > limitBytes) controller.error(tooLarge(limitBytes));
      else controller.enqueue(chunk);
    },
  });
}

async function collect(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      length += chunk.length;
    }
  } catch (cause) {
    if (isAppError(cause)) throw cause;
    throw new AppError('bad-request', 'The upload broke off. Send the file again.', { cause });
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** The last part of a path, of either kind of slash. */
export function baseName(path: string | undefined): string | undefined {
  const name = path?.split(/[/\\]/).at(-1)?.trim();
  return name === '' ? undefined : name;
}

function tooLarge(limitBytes: number): AppError {
  const limitMb = Math.floor(limitBytes / (1024 * 1024));
  return new AppError(
    'too-large',
    `The file is larger than ${limitMb} MB. Crop or resample it, or ask the administrator to raise SCHOLIA_MAX_UPLOAD_MB.`,
    { details: { limitBytes } },
  );
}
