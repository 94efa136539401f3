const SIGN = 0x8000_0000;

/**
 * The value that would be at `place` (from 0) if `data` were sorted, in two passes without a copy: counts of the upper 16 bits
 * find its bin, counts of the lower ones itself. Bits order floats as they order integers once negative ones are inverted. No
 * NaN.
 */
export function nthSmallest(data: Float32Array, place: number): number {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  const counts = new Uint32Array(65_536);
  for (let at = 0; at < bits.length; at++) counts[orderOf(bits[at]) >>> 16]++;
  const upper = binOf(counts, place);
  const lower = new Uint32Array(65_536);
  for (let at = 0; at < bits.length; at++) {
    const order = orderOf(bits[at]);
    if (order >>> 16 === upper.bin) lower[order & 0xffff]++;
  }
  const order = ((upper.bin << 16) | binOf(lower, upper.place).bin) >>> 0;
  return new Float32Array(Uint32Array.of(order >= SIGN ? order - SIGN : ~order).buffer)[0];
}

const orderOf = (bits: number): number => (bits >= SIGN ? ~bits >>> 0 : bits + SIGN);

/** The bin in which the value at `place` lies, and its place among that bin's values. */
function binOf(counts: Uint32Array, place: number): { readonly bin: number; readonly place: number } {
  let left = place;
  let bin = 0;
  for (; left >= counts[bin]; bin++) left -= counts[bin];
  return { bin, place: left };
}
