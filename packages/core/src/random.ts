/** A source of randomness, passed as an argument so that everything pure stays repeatable. */
export interface Random {
  /** Uniform integer in 0..2^32-1. */
  uint32(): number;
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
  /** Standard normal deviate (Box-Muller). */
  gaussian(): number;
  /** Uniform integer in 0..below-1. `below` must be a positive integer. */
  integer(below: number): number;
}

function fromUint32(uint32: () => number): Random {
  const next = () => ((uint32() >>> 5) * 67108864 + (uint32() >>> 6)) / 9007199254740992;
  return {
    uint32,
    next,
    gaussian: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    integer: (below) => Math.floor(next() * below),
  };
}

/**
 * Seeded generator: sfc32 (Chris Doty-Humphrey, PractRand), the same sequence on every machine.
 * Source: https://pracrand.sourceforge.net/
 */
export function seededRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162 ^ seed;
  let counter = 1;
  const uint32 = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 16; i++) uint32();
  return fromUint32(uint32);
}

/** Numbers drawn ahead: asking the platform for one at a time costs more than everything else about an event. */
const drawn = new Uint32Array(1024);
let used = drawn.length;

/** Cryptographically strong randomness of the platform (Web Crypto). */
export const systemRandom: Random = fromUint32(() => {
  if (used === drawn.length) {
    globalThis.crypto.getRandomValues(drawn);
    used = 0;
  }
  const number = drawn[used];
  // What was given out is not kept.
  drawn[used++] = 0;
  return number;
});
