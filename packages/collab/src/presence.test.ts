import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Presence, parsePresence } from './presence.ts';

const WHOLE: Presence = {
  userId: 'u1',
  name: 'reader-1',
  color: '#12ab34',
  view: { axis: 2, slice: 30 },
  ijk: [1, 2, 3],
  tool: 'brush',
  radiusUm: 5000,
  label: 1,
  shape: 'sphere',
  crosshair: [4, 5, 6],
  camera: { centre: [4.25, 5.5, 6], spanMm: 180 },
  following: 'u2',
};

describe('parsePresence', () => {
  it('[CO63] reads every field, also from a client that sends less', () => {
    expect(parsePresence(JSON.parse(JSON.stringify(WHOLE)))).toEqual(WHOLE);
    const { shape, crosshair, camera, following, ...older } = WHOLE;
    expect(parsePresence(older)).toEqual(older);
  });

  it('[CO63] drops a field that is not what it should be, and keeps the others', () => {
    const broken = [
      { shape: 'star' },
      { crosshair: [1, 2] },
      { crosshair: ['1', '2', '3'] },
      { camera: { centre: [1, 2, 3], spanMm: 0 } },
      { camera: { centre: [1, 2, Number.NaN], spanMm: 10 } },
      { camera: 'everything' },
      { following: 7 },
    ];
    for (const field of broken) {
      const [key] = Object.keys(field) as (keyof Presence)[];
      const { [key]: _, ...others } = WHOLE;
      expect(parsePresence({ ...WHOLE, ...field })).toEqual(others);
    }
  });

  it('[CO63] never throws, whatever a peer sends, and yields numbers that can be drawn', () => {
    const field = fc.oneof(fc.anything(), fc.array(fc.double()), fc.constantFrom(...Object.values(WHOLE)));
    const state = fc.record(
      Object.fromEntries(Object.keys(WHOLE).map((key) => [key, field])) as Record<string, fc.Arbitrary<unknown>>,
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), state), (hostile) => {
        const presence = parsePresence(hostile);
        if (!presence) return;
        const { ijk, crosshair, camera, view, radiusUm } = presence;
        const numbers = [
          ijk ?? [],
          crosshair ?? [],
          camera?.centre ?? [],
          camera?.spanMm ?? 0,
          view?.slice ?? 0,
          radiusUm,
        ];
        for (const number of numbers.flat()) expect(Number.isFinite(number)).toBe(true);
      }),
    );
  });
});
