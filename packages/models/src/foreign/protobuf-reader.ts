/** One field of a message as it is on the wire. */
export interface ProtobufField {
  readonly number: number;
  /** A varint or fixed-size number; 0 where the field is bytes. */
  readonly value: number;
  /** Of a string, a message, or packed numbers; empty where the field is a number. */
  readonly bytes: Uint8Array;
}

const NONE = new Uint8Array(0);

/**
 * The fields of a message in their order. Nothing is copied, and lengths are checked before they are used, so that a file
 * from anywhere costs no more than its own size. Throws RangeError on bytes that are no message.
 * Source: https://protobuf.dev/programming-guides/encoding/
 */
export function* readProtobuf(message: Uint8Array): Generator<ProtobufField> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = view.getUint8(at++);
      // Beyond 2^53 only sizes could lie, and those are compared with what is left.
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw new RangeError('a varint that does not end');
  };
  const take = (length: number) => {
    if (length > message.length - at) throw new RangeError('a field that is longer than the file');
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { number, value: varint(), bytes: NONE };
        break;
      case 1:
        take(8);
        yield { number, value: view.getFloat64(at - 8, true), bytes: NONE };
        break;
      case 2:
        yield { number, value: 0, bytes: take(varint()) };
        break;
      case 5:
        take(4);
        yield { number, value: view.getFloat32(at - 4, true), bytes: NONE };
        break;
      default:
        throw new RangeError('a field of an unknown kind');
    }
  }
}
