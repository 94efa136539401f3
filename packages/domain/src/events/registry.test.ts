import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { digestOf } from '@scholia/core';
import { describe, expect, it } from 'vitest';
import { describeEvent, parsePayload } from '../event.ts';
import { EVENTS, type EventType } from './index.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const types = Object.keys(EVENTS) as EventType[];
const kebab = (type: string) => type.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase();
const fixtures = readdirSync(`${folder}/fixtures`).filter((name) => name !== 'digests.json');
const read = (name: string) => readFileSync(`${folder}/fixtures/${name}`);

describe('registry of events', () => {
  it('[DO1] lists every file of the folder, under the type that the file names', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
    const expected = [...types.map((type) => `${kebab(type)}.ts`), 'define.ts', 'index.ts'];
    expect(files.sort()).toEqual(expected.sort());
    for (const type of types) expect(EVENTS[type].type).toBe(type);
  });

  it('[DO1] has a fixture for every version of every type', () => {
    const expected = types.flatMap((type) =>
      Array.from({ length: EVENTS[type].version }, (_, i) => `${kebab(type)}.v${i + 1}.json`),
    );
    expect([...fixtures].sort()).toEqual(expected.sort());
  });

  it('[DO2] fixtures are written once: digests.json only ever gains lines', () => {
    const digests = JSON.parse(read('digests.json').toString());
    expect(Object.fromEntries(fixtures.map((name) => [name, digestOf(read(name))]))).toEqual(digests);
  });

  for (const type of types) {
    it(`[DO2] ${type}: the fixture parses to itself and is told in one sentence`, () => {
      const fixture = JSON.parse(read(`${kebab(type)}.v1.json`).toString());
      const payload = parsePayload(type, fixture);
      expect(payload).toEqual(fixture);
      const actor = { type: 'system', name: 'Somebody' } as const;
      const sentence = describeEvent({ type, payload, actor } as Parameters<typeof describeEvent>[0], () => 'case-01');
      expect(sentence).toMatch(/^[A-Z0-9c].{8,}/);
      expect(sentence).not.toMatch(/undefined|null|NaN|\[object|[0-9a-f]{8}-[0-9a-f]{4}-7000-8000-(?!0{11}1)/);
    });

    it(`[DO3] ${type}: refuses a payload that has a field too many, or lacks one`, () => {
      const fixture = JSON.parse(read(`${kebab(type)}.v1.json`).toString());
      expect(() => parsePayload(type, { ...fixture, surplus: 1 })).toThrow();
      for (const field of Object.keys(fixture)) {
        const { [field]: _gone, ...rest } = fixture;
        expect(() => parsePayload(type, rest), field).toThrow();
      }
    });
  }
});
