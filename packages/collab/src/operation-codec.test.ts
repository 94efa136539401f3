import { isAppError, type ProposalId } from '@scholia/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Operation, PATCH_TOOLS } from './operation.ts';
import { decodeOperation, encodeOperation, MAX_LAMPORT, MAX_OPERATION_BYTES } from './operation-codec.ts';
import { arbitraryOperation } from './testing/arbitraries.ts';

const arbitraryId = fc.record({ session: fc.nat(2 ** 32 - 1), counter: fc.nat() });
const arbitraryStamped: fc.Arbitrary<Operation> = fc
  .tuple(arbitraryOperation(arbitraryId), fc.integer({ min: 1, max: MAX_LAMPORT }), fc.bigInt(0n, 2n ** 63n - 1n))
  .map(([op, lamport, seen]) => ({ ...op, lamport, seen }));

/** By tool, in the order in which the tools came; only ever longer. */
const PATCH_CODES = ['00', '01', '02', '03', '04', '05', '06', '07', '08'];

describe('encodeOperation, decodeOperation', () => {
  it('[CO1] decode(encode(op)) is op', () => {
    fc.assert(
      fc.property(arbitraryStamped, (op) => {
        expect(decodeOperation(encodeOperation(op))).toEqual(op);
      }),
    );
  });

  it('[CO2] a stroke of 50 points takes less than 300 bytes, in a plane and out of it', () => {
    for (const slope of [0, 9]) {
      const points = Int32Array.from({ length: 150 }, (_, p) => [900 + 13 * p, 1200 - 7 * p, 400 + slope * p][p % 3]);
      const shape = { shape: 'sphere', axis: 2, radiusUm: 12_500, points } as const;
      const op = { type: 'Stroke', lamport: 12_345, seen: 1_000_000n, layer: 'labels', value: 3 } as const;
      const bytes = encodeOperation({ ...op, shape, policy: { mode: 'onlyLabel', label: 2 }, locked: [1, 4, 5] });
      expect(bytes.length).toBeLessThan(slope === 0 ? 130 : 300);
    }
    const corners = Int32Array.from({ length: 100 }, (_, p) => 900 + Math.round(400 * Math.sin(p / 8 + (p % 2))));
    const shape = { type: 'polygon', axis: 2, first: 40, last: 40, points: corners } as const;
    const op = { type: 'Fill', lamport: 12_345, seen: 1_000_000n, layer: 'labels', value: 3, shape } as const;
    expect(encodeOperation({ ...op, policy: { mode: 'all' }, locked: [] }).length).toBeLessThan(300);
  });

  it('[CO3] the bytes of version 1 never change: logs hold them', () => {
    const stamp = { lamport: 300, seen: 7n };
    const shape = { shape: 'sphere', axis: 1, radiusUm: 1500, points: Int32Array.of(8, 16, -4, 16, 16, 100) } as const;
    const polygon = {
      type: 'polygon',
      axis: 2,
      first: 4,
      last: 6,
      points: Int32Array.of(-4, 64, 4, 63, 4, 55, -60, 55),
    } as const;
    const proposalId = '01890000-0000-7000-8000-0000000000ff' as ProposalId;
    const blob = 'ab'.repeat(32) as never;
    const writing = { policy: { mode: 'onlyLabel', label: 9 }, locked: [1, 2] } as const;
    const cases: [Operation, string][] = [
      [
        { type: 'Stroke', ...stamp, layer: 'prompts', value: 255, shape, ...writing },
        '0100ac020717ffdc0b02090201020210200710d001',
      ],
      [
        {
          type: 'Mask',
          ...stamp,
          layer: 'labels',
          blob,
          source: { type: 'proposal', proposalId },
          policy: { mode: 'all' },
          locked: [],
        },
        `0101ac020700018900000000700080000000000000ff${'ab'.repeat(32)}0000`,
      ],
      [{ type: 'Undo', ...stamp, target: { session: 4_294_967_295, counter: 128 } }, '0102ac0207ffffffff0f8001'],
      [{ type: 'Redo', ...stamp, target: { session: 1, counter: 0 } }, '0103ac02070100'],
      [{ type: 'ClearPrompts', ...stamp }, '0104ac0207'],
      [
        {
          type: 'Fill',
          ...stamp,
          layer: 'labels',
          value: 2,
          shape: { type: 'box', from: [1, 2, 3], to: [4, 5, 200] },
          ...writing,
        },
        '0105ac02070202020902010201020304 05c801'.replace(' ', ''),
      ],
      [
        { type: 'Fill', ...stamp, layer: 'prompts', value: 0, shape: polygon, policy: { mode: 'all' }, locked: [] },
        '0105ac0207090000000406040780011001000f7f00',
      ],
      [
        { type: 'Undo', ...stamp, target: { session: 1, counter: 2 }, reason: 'not the liver: Lungenspitze' },
        `0106ac020701021b${Buffer.from('not the liver: Lungenspitze').toString('hex')}`,
      ],
      [{ type: 'Redo', ...stamp, target: { session: 1, counter: 2 }, reason: 'é' }, '0107ac0207010202c3a9'],
      ...PATCH_TOOLS.map((tool, index): [Operation, string] => [
        {
          type: 'Patch',
          ...stamp,
          layer: 'labels',
          tool,
          parameters: { position: 1234 },
          content: { blob },
          policy: { mode: 'all' },
          locked: [],
        },
        `0108ac0207${PATCH_CODES[index]}0108${Buffer.from('position').toString('hex')}000000000048934001${'ab'.repeat(32)}0000`,
      ]),
    ];
    for (const [op, hex] of cases) {
      expect(Buffer.from(encodeOperation(op)).toString('hex')).toBe(hex);
      expect(decodeOperation(Buffer.from(hex, 'hex'))).toEqual(op);
    }
  });

  it('[CO4] refuses damaged and random bytes with a typed error, and never anything else', () => {
    fc.assert(
      fc.property(arbitraryStamped, fc.nat(), fc.nat(255), fc.boolean(), (op, at, value, cut) => {
        const bytes = encodeOperation(op);
        bytes[at % bytes.length] = value;
        refusedOrFine(cut ? bytes.subarray(0, at % bytes.length) : bytes);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(8), (bytes, type) => {
        refusedOrFine(Uint8Array.of(1, type, ...bytes));
      }),
      { numRuns: 500 },
    );
  });

  it('[CO5] a short message cannot ask for a long array, nor a long message be read', () => {
    const bomb = Uint8Array.of(1, 0, 1, 0, 0, 1, 1, 0, 0, 0x80, 0x20, 0, 0, 0);
    expect(() => decodeOperation(bomb)).toThrow(/too few bytes/);
    expect(() => decodeOperation(new Uint8Array(MAX_OPERATION_BYTES + 1))).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
  });

  it('[CO6] refuses bytes that follow the end, and other versions', () => {
    const bytes = encodeOperation({ type: 'ClearPrompts', lamport: 1, seen: 0n });
    expect(() => decodeOperation(Uint8Array.of(...bytes, 0))).toThrow(/follow/);
    expect(() => decodeOperation(Uint8Array.of(2, ...bytes.subarray(1)))).toThrow(/version/);
  });
});

function refusedOrFine(bytes: Uint8Array): void {
  try {
    decodeOperation(bytes);
  } catch (error) {
    expect(isAppError(error)).toBe(true);
  }
}
