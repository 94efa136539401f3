import {
  AppError,
  assert,
  assertNever,
  bytesToHex,
  type Digest,
  hexToBytes,
  type ProposalId,
  utf8ToBytes,
} from '@scholia/core';
import {
  ByteReader,
  ByteWriter,
  checkPatch,
  MAX_AXIS,
  MAX_RADIUS_UM,
  malformed,
  type StrokeShape,
} from '@scholia/volume';
import {
  type FillOperation,
  type MaskSource,
  type Operation,
  type OperationId,
  type OverwritePolicy,
  PATCH_TOOLS,
  type PatchOperation,
} from './operation.ts';

/** First byte of every operation. A new layout gets a new number; old ones are read for ever. */
export const OPERATION_VERSION = 1;
/** Most points of one stroke: tools split longer gestures. */
export const MAX_POINTS = 4096;
/** Most bytes of one encoded operation. */
export const MAX_OPERATION_BYTES = 32_768;
/** Lamport numbers stay far below 2^53, so that adding one is always exact. */
export const MAX_LAMPORT = 2 ** 48;
/** Largest coordinate in 1/8 voxel, either sign. */
const MAX_COORDINATE = 2 ** 20;
const MAX_SESSION = 2 ** 32 - 1;

/** By code. New ones are added at the end; a marker with a reason has a code of its own. */
const KINDS = [
  'Stroke',
  'Mask',
  'Undo',
  'Redo',
  'ClearPrompts',
  'Fill',
  'ReasonedUndo',
  'ReasonedRedo',
  'Patch',
] as const;
/** Longest reason of a marker, in bytes of UTF-8. */
const MAX_REASON_BYTES = 2000;
const MAX_REASON_CHARACTERS = 500;
const MAX_PARAMETERS = 16;
const PARAMETER = /^[a-z][A-Za-z0-9]{0,31}$/;
const MODES = ['all', 'onlyEmpty', 'onlyLabel'] as const satisfies readonly OverwritePolicy['mode'][];

/*
 * operation    = version kind lamport seen body
 * version      = %x01                      kind = index in KINDS           lamport, seen = varuint
 * Stroke       = flags value radius writing count point0 *delta
 *     flags    = bit 0: prompt layer, bit 1: sphere, bits 2-3: axis, bit 4: flat (no change along axis: left out of deltas)
 *     point0   = 3 varint, delta = 3 (flat: 2) varint, in 1/8 voxel
 * Mask         = source [16 bytes of the proposal's UUID] 32 bytes of the digest, writing
 * Undo, Redo   = session counter           ClearPrompts = nothing          Reasoned... = session counter string
 * Fill         = flags value writing (6 varuint: from, to | first last count *(2 varint))
 *     flags    = bit 0: prompt layer, bit 1: box, bits 2-3: axis of a polygon; corners are deltas in 1/8 voxel, from (0, 0)
 * Patch        = tool count *(string float64) source writing
 *     tool     = index in PATCH_TOOLS; parameters ascend by name
 *     source   = %x00 length patch | %x01 32 bytes of the digest             patch = encodePatch
 * writing      = mode [label] count *locked-label
 */

/** The compact binary form: under 300 bytes for a stroke of 50 points. Throws a bug on what `decodeOperation` would refuse. */
export function encodeOperation(op: Operation): Uint8Array {
  const writer = new ByteWriter().byte(OPERATION_VERSION).byte(KINDS.indexOf(kindOf(op)));
  writer.varuint(op.lamport).varbigint(op.seen);
  switch (op.type) {
    case 'Stroke':
      writeStroke(writer, op.layer === 'prompts', op.value, op.shape, () => writeWriting(writer, op));
      break;
    case 'Fill':
      writeFill(writer, op);
      break;
    case 'Patch':
      writePatch(writer, op);
      break;
    case 'Mask':
      writer.byte(op.source.type === 'proposal' ? 0 : 1);
      if (op.source.type === 'proposal') writer.bytes(hexToBytes(op.source.proposalId.replaceAll('-', '')));
      writer.bytes(hexToBytes(op.blob));
      writeWriting(writer, op);
      break;
    case 'Undo':
    case 'Redo':
      writer.varuint(op.target.session).varuint(op.target.counter);
      if (op.reason !== undefined) writeReason(writer, op.reason);
      break;
    case 'ClearPrompts':
      break;
    default:
      assertNever(op);
  }
  return writer.finish();
}

function writeStroke(
  writer: ByteWriter,
  prompts: boolean,
  value: number,
  shape: StrokeShape,
  writing: () => void,
): void {
  const { points, axis } = shape;
  assert(
    points.length >= 3 && points.length % 3 === 0 && points.length <= 3 * MAX_POINTS,
    'a stroke has 1..4096 points',
  );
  const flat = points.every((coordinate, p) => p % 3 !== axis || coordinate === points[axis]);
  writer.byte((prompts ? 1 : 0) | (shape.shape === 'sphere' ? 2 : 0) | (axis << 2) | (flat ? 16 : 0));
  writer.byte(value).varuint(shape.radiusUm);
  writing();
  writer.varuint(points.length / 3);
  for (let p = 0; p < points.length; p++)
    if (p < 3) writer.varint(points[p]);
    else if (!flat || p % 3 !== axis) writer.varint(points[p] - points[p - 3]);
}

function kindOf(op: Operation): (typeof KINDS)[number] {
  return (op.type === 'Undo' || op.type === 'Redo') && op.reason !== undefined ? `Reasoned${op.type}` : op.type;
}

function writeReason(writer: ByteWriter, reason: string): void {
  assert(isReason(reason), `a reason has 1..${MAX_REASON_CHARACTERS} characters`);
  const bytes = utf8ToBytes(reason);
  writer.varuint(bytes.length).bytes(bytes);
}

const isReason = (text: string) => text.length >= 1 && text.length <= MAX_REASON_CHARACTERS;

function writeFill(writer: ByteWriter, op: FillOperation): void {
  const { shape } = op;
  const isBox = shape.type === 'box';
  writer.byte((op.layer === 'prompts' ? 1 : 0) | (isBox ? 2 : shape.axis << 2)).byte(op.value);
  writeWriting(writer, op);
  if (isBox) {
    for (const at of [...shape.from, ...shape.to]) writer.varuint(at);
    return;
  }
  const { first, last, points } = shape;
  assert(
    points.length >= 6 && points.length % 2 === 0 && points.length <= 2 * MAX_POINTS,
    'a polygon has 3..4096 corners',
  );
  writer
    .varuint(first)
    .varuint(last)
    .varuint(points.length / 2);
  for (let p = 0; p < points.length; p++) writer.varint(points[p] - (p < 2 ? 0 : points[p - 2]));
}

function writePatch(writer: ByteWriter, op: PatchOperation): void {
  const parameters = Object.entries(op.parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  writer.byte(PATCH_TOOLS.indexOf(op.tool)).varuint(parameters.length);
  for (const [name, value] of parameters) {
    assert(PARAMETER.test(name) && Number.isFinite(value), 'parameters are finite numbers with plain names');
    writer
      .varuint(name.length)
      .bytes(utf8ToBytes(name))
      .bytes(new Uint8Array(Float64Array.of(value).buffer));
  }
  const { content } = op;
  if ('blob' in content) writer.byte(1).bytes(hexToBytes(content.blob));
  else writer.byte(0).varuint(content.patch.length).bytes(content.patch);
  writeWriting(writer, op);
}

function writeWriting(writer: ByteWriter, op: { policy: OverwritePolicy; locked: readonly number[] }): void {
  writer.byte(MODES.indexOf(op.policy.mode));
  if (op.policy.mode === 'onlyLabel') writer.byte(op.policy.label);
  writer.varuint(op.locked.length);
  for (const label of op.locked) writer.byte(label);
}

/**
 * The operation that `encodeOperation` wrote. On anything else (malformed, unknown version, out of range, longer than
 * `MAX_OPERATION_BYTES`) throws AppError 'bad-request' or 'too-large'; never loops, and allocates at most what the bytes pay for.
 */
export function decodeOperation(bytes: Uint8Array): Operation {
  if (bytes.length > MAX_OPERATION_BYTES)
    throw new AppError('too-large', `an operation has at most ${MAX_OPERATION_BYTES} bytes`);
  const reader = new ByteReader(bytes);
  if (reader.byte() !== OPERATION_VERSION) throw malformed('an unknown operation version');
  const kind = KINDS[reader.byte()];
  if (!kind) throw malformed('an unknown type of operation');
  const lamport = reader.varuint(MAX_LAMPORT);
  if (lamport < 1) throw malformed('a lamport number starts at 1');
  const op = readBody(reader, kind, { lamport, seen: reader.varbigint() });
  reader.end();
  return op;
}

function readBody(
  reader: ByteReader,
  type: (typeof KINDS)[number],
  stamp: { lamport: number; seen: bigint },
): Operation {
  switch (type) {
    case 'Stroke': {
      const flags = reader.byte();
      if (flags > 31) throw malformed('unknown stroke flags');
      const axis = (flags >> 2) & 3;
      if (axis !== 0 && axis !== 1 && axis !== 2) throw malformed('an axis is 0, 1 or 2');
      const value = reader.byte();
      const radiusUm = reader.varuint(MAX_RADIUS_UM);
      const writing = readWriting(reader);
      const points = readPoints(reader, (flags & 16) !== 0 ? axis : undefined);
      const shape = { shape: (flags & 2) !== 0 ? 'sphere' : 'disc', axis, radiusUm, points } as const;
      return { type, ...stamp, layer: (flags & 1) !== 0 ? 'prompts' : 'labels', value, shape, ...writing };
    }
    case 'Mask': {
      const source = readSource(reader);
      const blob = bytesToHex(reader.bytes(32)) as Digest;
      return { type, ...stamp, layer: 'labels', blob, source, ...readWriting(reader) };
    }
    case 'Undo':
    case 'Redo':
      return { type, ...stamp, target: readId(reader) };
    case 'ReasonedUndo':
    case 'ReasonedRedo': {
      const target = readId(reader);
      return { type: type === 'ReasonedUndo' ? 'Undo' : 'Redo', ...stamp, target, reason: readReason(reader) };
    }
    case 'Fill':
      return { type, ...stamp, ...readFill(reader) };
    case 'Patch':
      return { type, ...stamp, ...readPatch(reader) };
    case 'ClearPrompts':
      return { type, ...stamp };
  }
}

function readPoints(reader: ByteReader, flatAxis: number | undefined): Int32Array {
  const count = reader.varuint(MAX_POINTS);
  // Each further point costs at least two bytes, so a short message cannot ask for a long array.
  if (count < 1 || 3 + 2 * (count - 1) > reader.remaining)
    throw malformed('a stroke with too few bytes for its points');
  const points = new Int32Array(3 * count);
  for (let p = 0; p < points.length; p++) {
    const before = p < 3 ? 0 : points[p - 3];
    const value = p >= 3 && p % 3 === flatAxis ? before : before + reader.varint(2 * MAX_COORDINATE);
    if (Math.abs(value) > MAX_COORDINATE) throw malformed('a point is out of range');
    points[p] = value;
  }
  return points;
}

function readFill(reader: ByteReader): Omit<FillOperation, 'type' | 'lamport' | 'seen'> {
  const flags = reader.byte();
  const layer = (flags & 1) !== 0 ? 'prompts' : 'labels';
  const value = reader.byte();
  const writing = readWriting(reader);
  if ((flags & ~1) === 2) {
    const [i0, j0, k0, i1, j1, k1] = Array.from({ length: 6 }, () => reader.varuint(MAX_AXIS));
    return { layer, value, shape: { type: 'box', from: [i0, j0, k0], to: [i1, j1, k1] }, ...writing };
  }
  const axis = flags >> 2;
  if ((flags & 2) !== 0 || (axis !== 0 && axis !== 1 && axis !== 2)) throw malformed('unknown flags of a fill');
  const [first, last] = [reader.varuint(MAX_AXIS), reader.varuint(MAX_AXIS)];
  return { layer, value, shape: { type: 'polygon', axis, first, last, points: readCorners(reader) }, ...writing };
}

function readCorners(reader: ByteReader): Int32Array {
  const count = reader.varuint(MAX_POINTS);
  if (count < 3 || 2 * count > reader.remaining) throw malformed('a polygon with too few bytes for its corners');
  const points = new Int32Array(2 * count);
  for (let p = 0; p < points.length; p++) {
    points[p] = (p < 2 ? 0 : points[p - 2]) + reader.varint(2 * MAX_COORDINATE);
    if (Math.abs(points[p]) > MAX_COORDINATE) throw malformed('a corner is out of range');
  }
  return points;
}

function readPatch(reader: ByteReader): Omit<PatchOperation, 'type' | 'lamport' | 'seen'> {
  const tool = PATCH_TOOLS[reader.byte()];
  if (!tool) throw malformed('an unknown tool of a patch');
  const parameters: [string, number][] = [];
  for (let left = reader.varuint(MAX_PARAMETERS); left > 0; left--) {
    const name = strictUtf8(reader.bytes(reader.varuint(32))) ?? '';
    const value = readFloat(reader.bytes(8));
    const isNext = PARAMETER.test(name) && (parameters.at(-1)?.[0] ?? '') < name;
    if (!isNext || !Number.isFinite(value)) throw malformed('parameters are finite, with plain names that ascend');
    parameters.push([name, value]);
  }
  const content = readContent(reader);
  return { layer: 'labels', tool, parameters: Object.fromEntries(parameters), content, ...readWriting(reader) };
}

/** Little-endian. Not by slicing: a slice of a Node Buffer is no copy, and starts somewhere in its memory. */
const readFloat = ({ buffer, byteOffset }: Uint8Array) => new DataView(buffer, byteOffset).getFloat64(0, true);

function readContent(reader: ByteReader): PatchOperation['content'] {
  const source = reader.byte();
  if (source === 1) return { blob: bytesToHex(reader.bytes(32)) as Digest };
  if (source !== 0) throw malformed('an unknown source of a patch');
  const patch = reader.bytes(reader.varuint()).slice();
  checkPatch(patch);
  return { patch };
}

function readReason(reader: ByteReader): string {
  const text = strictUtf8(reader.bytes(reader.varuint(MAX_REASON_BYTES)));
  if (text === undefined || !isReason(text)) throw malformed('a reason of another length, or that is no text');
  return text;
}

/** Undefined unless the bytes are exactly what encoding their text gives. */
function strictUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function readWriting(reader: ByteReader): { policy: OverwritePolicy; locked: number[] } {
  const mode = MODES[reader.byte()];
  if (!mode) throw malformed('an unknown overwrite policy');
  const policy = mode === 'onlyLabel' ? { mode, label: reader.byte() } : { mode };
  const locked = [...reader.bytes(reader.varuint(256))];
  if (locked.some((label, n) => n > 0 && label <= locked[n - 1])) throw malformed('locked labels ascend');
  return { policy, locked };
}

function readSource(reader: ByteReader): MaskSource {
  const source = reader.byte();
  if (source === 1) return { type: 'import' };
  if (source !== 0) throw malformed('an unknown source of a mask');
  const hex = bytesToHex(reader.bytes(16));
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  return { type: 'proposal', proposalId: uuid as ProposalId };
}

function readId(reader: ByteReader): OperationId {
  return { session: reader.varuint(MAX_SESSION), counter: reader.varuint() };
}
