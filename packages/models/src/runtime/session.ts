export type TensorData = Float32Array | Int32Array | BigInt64Array | Uint8Array;

export interface TensorValue {
  readonly type: 'float32' | 'int32' | 'int64' | 'uint8' | 'bool';
  readonly dims: readonly number[];
  readonly data: TensorData;
}

export type Feeds = Readonly<Record<string, TensorValue>>;

/** A loaded graph. The one seam around the runtime. */
export interface Session {
  /** Blocks the thread that it runs on: call it in a child process or worker thread. */
  run(feeds: Feeds): Promise<Record<string, TensorValue>>;
  dispose(): Promise<void>;
}

export type OpenSession = (onnx: Uint8Array) => Promise<Session>;

export const float32 = (dims: readonly number[], data: Float32Array): TensorValue => ({ type: 'float32', dims, data });
export const scalar = (value: number): TensorValue => float32([], Float32Array.of(value));
