import { readStoredImage, type StoredImageRef } from '@scholia/api/stored-case';
import type { Digest } from '@scholia/core';
import { environment, FilesystemBlobStore } from '@scholia/db';
import { serveChildTask } from '@scholia/jobs';
import { dryRun, type ExecutionProvider, onnxRuntime } from '@scholia/models';
import type { Check, Declaration, DryRunReport } from '@scholia/models/foreign';
import { limitMemory } from '../limit-memory.ts';

export interface CheckModelInput {
  /** Blob of the ONNX file. */
  readonly file: Digest;
  readonly declaration: Declaration;
  /** An image of the project, to try it on. */
  readonly image: StoredImageRef | undefined;
  readonly provider: ExecutionProvider;
  readonly memoryLimitMiB: number;
}

serveChildTask<CheckModelInput, Check, DryRunReport>(async (input, onProgress) => {
  const blobs = new FilesystemBlobStore(environment().blobDir);
  const [onnx, image] = await Promise.all([blobs.get(input.file), input.image && readStoredImage(blobs, input.image)]);
  const memory = await limitMemory(input.memoryLimitMiB);
  const { declaration } = input;
  const openSession = onnxRuntime({ provider: input.provider });
  return await dryRun({
    onnx,
    declaration,
    image,
    openSession,
    memory,
    now: () => performance.now(),
    onCheck: onProgress,
  });
});
