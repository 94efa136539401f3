import { assertNever } from '@scholia/core';
import { type Attribute, ELEMENT_TYPES, type Initialiser, type OnnxModel, type OnnxNode, type Port } from './model.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** Standard operators as of ONNX 1.13; file format version 9. */
const OPSET = 18;
const IR_VERSION = 9;

/** The bytes of a `ModelProto`. Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3 */
export function encodeModel(model: OnnxModel): Uint8Array {
  const graph = new ProtobufWriter();
  for (const node of model.nodes) graph.message(1, nodeProto(node));
  graph.string(2, 'scholia');
  for (const tensor of model.initialisers) graph.message(5, tensorProto(tensor));
  for (const port of model.inputs) graph.message(11, valueInfo(port));
  for (const port of model.outputs) graph.message(12, valueInfo(port));
  const opset = new ProtobufWriter().string(1, '').int(2, OPSET);
  return new ProtobufWriter().int(1, IR_VERSION).string(2, 'scholia').message(7, graph).message(8, opset).finish();
}

function nodeProto(node: OnnxNode): ProtobufWriter {
  const proto = new ProtobufWriter();
  for (const input of node.inputs) proto.string(1, input);
  proto.string(2, node.output).string(3, node.output).string(4, node.type);
  for (const [name, attribute] of Object.entries(node.attributes)) proto.message(5, attributeProto(name, attribute));
  return proto;
}

function attributeProto(name: string, attribute: Attribute): ProtobufWriter {
  const proto = new ProtobufWriter().string(1, name);
  switch (attribute.type) {
    case 'Float':
      return proto.float(2, attribute.value).int(20, 1);
    case 'Int':
      return proto.int(3, attribute.value).int(20, 2);
    case 'Ints':
      return proto.packed(8, attribute.value).int(20, 7);
    default:
      return assertNever(attribute);
  }
}

function tensorProto({ name, elementType, dims, data }: Initialiser): ProtobufWriter {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return new ProtobufWriter().packed(1, dims).int(2, ELEMENT_TYPES[elementType]).string(8, name).bytes(9, raw);
}

function valueInfo({ name, elementType, dims }: Port): ProtobufWriter {
  const shape = new ProtobufWriter();
  for (const size of dims) shape.message(1, new ProtobufWriter().int(1, size));
  const tensor = new ProtobufWriter().int(1, ELEMENT_TYPES[elementType]).message(2, shape);
  return new ProtobufWriter().string(1, name).message(2, new ProtobufWriter().message(1, tensor));
}
