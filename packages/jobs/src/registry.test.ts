import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PRIORITY_BATCH, PRIORITY_PERSON } from './contract.ts';
import { JOBS } from './registry.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));

describe('JOBS', () => {
  it('holds every contract of this folder, under the name of its file', () => {
    const files = readdirSync(folder).filter(
      (name) => !name.includes('.test.') && readFileSync(folder + name, 'utf8').includes(' = defineJob({'),
    );
    expect(files.map((name) => name.replace(/\.ts$/, '')).sort()).toEqual(Object.keys(JOBS).sort());
    for (const [name, contract] of Object.entries(JOBS)) expect(contract.name).toBe(name);
  });

  it('lets a waiting person go before every batch', () => {
    expect(PRIORITY_PERSON).toBeLessThan(PRIORITY_BATCH);
    expect(JOBS.segment.priority).toBe(PRIORITY_PERSON);
    expect(JOBS.train.priority).toBe(PRIORITY_BATCH);
    expect(JOBS['predict-image'].priority).toBe(PRIORITY_BATCH);
  });

  it('refuses payloads of another shape', () => {
    expect(JOBS.segment.payload.safeParse({ requestId: 'x' }).success).toBe(false);
    const runId = '01890000-0000-7000-8000-000000000001';
    expect(JOBS.train.payload.safeParse({ runId, also: 1 }).success).toBe(false);
    expect(JOBS.train.payload.parse({ runId })).toEqual({ runId });
  });
});
