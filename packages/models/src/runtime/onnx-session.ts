import { AppError } from '@scholia/core';
import ort from 'onnxruntime-node';
import type { Feeds, OpenSession, Session, TensorValue } from './session.ts';

export type ExecutionProvider = 'cpu' | 'cuda';

export interface RuntimeOptions {
  /** Wanted provider. CUDA falls back to CPU where its libraries are missing. (Default: 'cpu') */
  readonly provider?: ExecutionProvider | undefined;
  /** Threads of one operator. (Default: as many as the runtime finds cores) */
  readonly threads?: number | undefined;
  /** Told once which provider is really used, and why another was not. */
  readonly onProvider?: ((used: ExecutionProvider, why?: string) => void) | undefined;
}

/**
 * Opens graphs with onnxruntime. The only importer of the runtime. Memory patterns are off: they double the peak memory of
 * a training graph and gain no speed (measured). Threads that wait sleep instead of spinning, because servers share the
 * cores: on two busy ones a training step took 0.56 s instead of 0.95 s.
 */
export function onnxRuntime(options: RuntimeOptions = {}): OpenSession {
  let provider = options.provider ?? 'cpu';
  let told = false;
  const tell = (why?: string) => {
    if (!told) options.onProvider?.(provider, why);
    told = true;
  };
  const open = async (onnx: Uint8Array) =>
    await ort.InferenceSession.create(onnx, {
      executionProviders: [provider],
      graphOptimizationLevel: 'all',
      enableMemPattern: false,
      interOpNumThreads: 1,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
    });
  return async (onnx) => {
    try {
      if (provider === 'cuda') {
        try {
          const session = wrap(await open(onnx));
          tell();
          return session;
        } catch (error) {
          provider = 'cpu';
          tell(error instanceof Error ? error.message : 'CUDA cannot be used');
        }
      }
      const session = wrap(await open(onnx));
      tell();
      return session;
    } catch (cause) {
      throw new AppError('runtime-unavailable', 'The model cannot be loaded by onnxruntime.', { cause });
    }
  };
}

function wrap(session: ort.InferenceSession): Session {
  return {
    async run(feeds: Feeds) {
      const tensors = Object.fromEntries(
        Object.entries(feeds).map(([name, { type, data, dims }]) => [name, new ort.Tensor(type, data as never, dims)]),
      );
      const results = await session.run(tensors);
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => [
          name,
          { type: tensor.type, dims: tensor.dims, data: tensor.data } as TensorValue,
        ]),
      );
    },
    async dispose() {
      await session.release();
    },
  };
}
