/** Element types, with their numbers in `TensorProto.DataType`. */
export const ELEMENT_TYPES = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float16: 10 } as const;
export type ElementType = keyof typeof ELEMENT_TYPES;

/** Sizes per axis, outermost first; [] is a scalar. */
export type Dims = readonly number[];

export type Attribute =
  | { readonly type: 'Int'; readonly value: number }
  | { readonly type: 'Ints'; readonly value: readonly number[] }
  | { readonly type: 'Float'; readonly value: number };

export const int = (value: number): Attribute => ({ type: 'Int', value });
export const ints = (value: readonly number[]): Attribute => ({ type: 'Ints', value });
export const float = (value: number): Attribute => ({ type: 'Float', value });

export interface OnnxNode {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A constant of the graph: row-major, last axis fastest. */
export interface Initialiser {
  readonly name: string;
  readonly elementType: ElementType;
  readonly dims: Dims;
  readonly data: Float32Array | Int32Array | BigInt64Array;
}

export interface Port {
  readonly name: string;
  readonly elementType: ElementType;
  readonly dims: Dims;
}

/** One ONNX graph, nodes in an order in which they can run. */
export interface OnnxModel {
  readonly nodes: readonly OnnxNode[];
  readonly initialisers: readonly Initialiser[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}
