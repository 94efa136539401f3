import { AppError } from '@scholia/core';
import { MAX_NAME } from './declaration.ts';
import { readProtobuf } from './protobuf-reader.ts';

/** An input or output of a graph. */
export interface OnnxPort {
  readonly name: string;
  /** Element type, e.g. 'float32'. */
  readonly type: string;
  /** Sizes, outermost first: a number, the name of a free size, or null where nothing is said; null without any shape. */
  readonly dims: readonly (number | string | null)[] | null;
}

/** What an ONNX file says of itself. */
export interface OnnxFacts {
  readonly producer: string;
  /** What has to be fed: initialisers that older files list as inputs are left out. */
  readonly inputs: readonly OnnxPort[];
  /** `madeBy`: the operator whose result it is. */
  readonly outputs: readonly (OnnxPort & { readonly madeBy: string | null })[];
  /** Sets of operators that neither ONNX nor onnxruntime defines, nor the file itself. */
  readonly unknownDomains: readonly string[];
  /** Files beside this one that hold its weights. */
  readonly externalFiles: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Sets of operators that onnxruntime brings along. */
const KNOWN_DOMAINS = ['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft'];

/** By their number in `TensorProto.DataType`. */
const ELEMENT_TYPES: Readonly<Record<number, string>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  16: 'bfloat16',
};

const PASSES_ON = ['Identity', 'Cast', 'Squeeze', 'Unsqueeze'];

/** Graphs within graphs, of loops and branches: deeper ones are an attack. */
const MAX_DEPTH = 16;

/**
 * Reads an ONNX file without running anything of it. Throws AppError 'unusable-file' on what is no ONNX file, or cannot be used
 * as a single file. Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 */
export function readOnnx(bytes: Uint8Array): OnnxFacts {
  const facts = factsOf(bytes);
  if (facts.externalFiles.length > 0)
    throw new AppError(
      'unusable-file',
      `The weights are in another file, "${facts.externalFiles[0]}". Export the model as one file: in PyTorch torch.onnx.export(..., external_data=False).`,
      { details: { reason: 'external-data' } },
    );
  if (facts.unknownDomains.length > 0)
    throw new AppError(
      'unusable-file',
      `The model uses operators of its own (${facts.unknownDomains.join(', ')}), which onnxruntime does not know. Export it with standard ONNX operators.`,
      { details: { reason: 'custom-operators' } },
    );
  const isNamed = ({ name }: OnnxPort) => name.length > 0 && name.length <= MAX_NAME;
  if (![facts.inputs, facts.outputs].every((ports) => ports.length > 0 && ports.every(isNamed)))
    throw new AppError(
      'unusable-file',
      'The model has no input or no output, or one without a usable name. Export it with both, named.',
      {
        details: { reason: 'no-ports' },
      },
    );
  return facts;
}

function factsOf(bytes: Uint8Array): OnnxFacts {
  const file = new FileWalk();
  try {
    file.model(bytes);
  } catch (cause) {
    if (cause instanceof RangeError) throw notOnnx(cause);
    throw cause;
  }
  if (!file.hasGraph) throw notOnnx();
  const fed = file.inputs.filter(({ name }) => !file.initialisers.has(name));
  const unknown = [...file.domains].filter((one) => !KNOWN_DOMAINS.includes(one) && !file.ownDomains.has(one));
  return {
    producer: file.producer,
    inputs: fed,
    outputs: file.outputs.map((port) => ({ ...port, madeBy: file.makerOf(port.name) })),
    unknownDomains: unknown.sort(),
    externalFiles: [...file.externalFiles].sort(),
    metadata: Object.fromEntries(file.metadata),
  };
}

const notOnnx = (cause?: unknown) =>
  new AppError('unusable-file', 'This is not an ONNX file. Export the model to .onnx, then choose that file.', {
    cause,
    details: { reason: 'not-onnx' },
  });

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Gathers what is said anywhere in a file. */
class FileWalk {
  hasGraph = false;
  producer = '';
  readonly inputs: OnnxPort[] = [];
  readonly outputs: OnnxPort[] = [];
  readonly initialisers = new Set<string>();
  /** By what it makes: operator and first input, of the main graph. */
  readonly makers = new Map<string, { readonly operator: string; readonly from: string }>();
  readonly domains = new Set<string>();
  readonly ownDomains = new Set<string>();
  readonly externalFiles = new Set<string>();
  readonly metadata = new Map<string, string>();

  /** The operator whose result it is, looking through a few that only pass it on. */
  makerOf(name: string): string | null {
    let maker = this.makers.get(name);
    for (let step = 0; step < 4 && maker && PASSES_ON.includes(maker.operator); step++)
      maker = this.makers.get(maker.from) ?? maker;
    return maker?.operator ?? null;
  }

  model(bytes: Uint8Array): void {
    for (const { number, bytes: inner } of readProtobuf(bytes)) {
      if (number === 2) this.producer = textOf(inner);
      else if (number === 7) {
        this.hasGraph = true;
        this.#graph(inner, 0);
      } else if (number === 14) this.metadata.set(...entryOf(inner));
      else if (number === 25) this.#function(inner);
    }
  }

  #graph(bytes: Uint8Array, depth: number): void {
    if (depth > MAX_DEPTH) throw new RangeError('graphs within graphs within graphs');
    for (const { number, bytes: inner } of readProtobuf(bytes)) {
      if (number === 1) this.#node(inner, depth);
      else if (number === 5) this.#tensor(inner, depth === 0);
      else if (number === 11 && depth === 0) this.inputs.push(portOf(inner));
      else if (number === 12 && depth === 0) this.outputs.push(portOf(inner));
      else if (number === 15)
        for (const part of readProtobuf(inner)) if (part.number < 3) this.#tensor(part.bytes, false);
    }
  }

  /** A function that the file brings along: its operators count as known, those that it is made of are looked at. */
  #function(bytes: Uint8Array): void {
    for (const { number, bytes: inner } of readProtobuf(bytes)) {
      if (number === 7) this.#node(inner, 1);
      else if (number === 10) this.ownDomains.add(textOf(inner));
    }
  }

  #node(bytes: Uint8Array, depth: number): void {
    const made: string[] = [];
    const taken: string[] = [];
    let operator = '';
    let domain = '';
    for (const { number, bytes: inner } of readProtobuf(bytes)) {
      if (number === 1) taken.push(textOf(inner));
      else if (number === 2) made.push(textOf(inner));
      else if (number === 4) operator = textOf(inner);
      else if (number === 7) domain = textOf(inner);
      else if (number === 5) this.#attribute(inner, depth);
    }
    this.domains.add(domain);
    if (depth === 0) for (const name of made) this.makers.set(name, { operator, from: taken[0] ?? '' });
  }

  #attribute(bytes: Uint8Array, depth: number): void {
    for (const { number, bytes: inner } of readProtobuf(bytes)) {
      if (number === 5 || number === 10) this.#tensor(inner, false);
      else if (number === 6 || number === 11) this.#graph(inner, depth + 1);
    }
  }

  #tensor(bytes: Uint8Array, isInitialiser: boolean): void {
    for (const { number, bytes: inner } of readProtobuf(bytes)) {
      if (number === 8 && isInitialiser) this.initialisers.add(textOf(inner));
      else if (number === 13) {
        const [key, value] = entryOf(inner);
        if (key === 'location') this.externalFiles.add(value);
      }
    }
  }
}

/** A `StringStringEntryProto`. */
function entryOf(bytes: Uint8Array): [key: string, value: string] {
  let key = '';
  let value = '';
  for (const { number, bytes: inner } of readProtobuf(bytes)) {
    if (number === 1) key = textOf(inner);
    else if (number === 2) value = textOf(inner);
  }
  return [key, value];
}

/** A `ValueInfoProto`. */
function portOf(bytes: Uint8Array): OnnxPort {
  let name = '';
  let type = 'no tensor';
  let dims: (number | string | null)[] | null = null;
  for (const { number, bytes: inner } of readProtobuf(bytes)) {
    if (number === 1) name = textOf(inner);
    if (number !== 2) continue;
    for (const kind of readProtobuf(inner)) {
      if (kind.number !== 1) continue;
      for (const { number: part, value, bytes: shape } of readProtobuf(kind.bytes)) {
        if (part === 1) type = ELEMENT_TYPES[value] ?? `type ${value}`;
        else if (part === 2)
          dims = [...readProtobuf(shape)].filter((one) => one.number === 1).map((one) => sizeOf(one.bytes));
      }
    }
  }
  return { name, type, dims };
}

function sizeOf(bytes: Uint8Array): number | string | null {
  for (const { number, value, bytes: name } of readProtobuf(bytes)) {
    if (number === 1) return value;
    if (number === 2) return textOf(name);
  }
  return null;
}
