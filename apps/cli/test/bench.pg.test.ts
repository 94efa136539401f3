import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@scholia/core';
import { gzip, writeNifti } from '@scholia/formats';
import { affine } from '@scholia/geometry';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCli } from './run-cli.ts';

vi.setConfig({ testTimeout: 240_000 });

const DIMS = [20, 20, 12] as const;
const AFFINE = affine('ijk', 'ras', [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1]);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scholia-bench-test-'));
  await Promise.all(['images', 'labels'].map((name) => mkdir(join(folder, name))));
  for (let seed = 1; seed <= 5; seed++) await writeBall(seed);
  await writeFile(join(folder, 'images/unlabelled.nii'), '');
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

/** A bright ball somewhere in noise, label 3. */
async function writeBall(seed: number): Promise<void> {
  const random = seededRandom(seed);
  const centre = [7 + random.integer(6), 7 + random.integer(6), 4 + random.integer(4)];
  const image = new Int16Array(DIMS[0] * DIMS[1] * DIMS[2]);
  const labels = image.map((_, at) => {
    const [i, j, k] = [at % DIMS[0], Math.floor(at / DIMS[0]) % DIMS[1], Math.floor(at / (DIMS[0] * DIMS[1]))];
    const isInside = Math.hypot(2 * (i - centre[0]), 2 * (j - centre[1]), 3 * (k - centre[2])) < 10;
    image[at] = (isInside ? 150 : 60) + Math.round(20 * random.gaussian());
    return isInside ? 3 : 0;
  });
  const file = (data: Int16Array | Uint8Array) => gzip(writeNifti({ dims: DIMS, affine: AFFINE, data }));
  await writeFile(join(folder, `images/case-${seed}.nii.gz`), file(image));
  await writeFile(join(folder, `labels/case-${seed}.nii.gz`), file(Uint8Array.from(labels)));
}

const figuresOf = (out: string): { figure: string; value: number; unit: string; ok?: boolean }[] =>
  JSON.parse(out).figures;

describe('scholia bench', () => {
  it('loop learns from a folder of images and labels, and measures its controls', async () => {
    const args = ['--images', join(folder, 'images'), '--labels', join(folder, 'labels'), '--after', '1,3'];
    const { code, out, err } = await runCli(['bench', 'loop', ...args, '--seconds', '1', '--passes', '2', '--json']);
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ name: 'loop', machine: expect.stringMatching(/ x \d+$/) });
    const names = figuresOf(out).map(({ figure }) => figure);
    expect(names).toEqual(expect.arrayContaining(['mean Dice after 1, on 4 unlabelled', 'score after 3, on held-out']));
    expect(names).toEqual(
      expect.arrayContaining([expect.stringMatching(/intensity alone/), expect.stringMatching(/shuffled/)]),
    );
    for (const { value, unit } of figuresOf(out)) if (unit === 'Dice') expect(value >= 0 && value <= 1).toBe(true);
    expect(figuresOf(out).find(({ figure }) => figure.startsWith('submit to refreshed'))?.ok).toBe(true);
    expect(err).toMatch(/After 1: mean Dice/);
  });

  it('loop says what is missing', async () => {
    const half = await runCli(['bench', 'loop', '--images', folder]);
    expect(half).toMatchObject({ code: 1, out: '', err: expect.stringContaining('both --images and --labels') });
    const none = await runCli(['bench', 'loop', '--images', folder, '--labels', folder]);
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining('fewer than two') });
  });

  it('fold compares what it made in two ways, and prints figures', async () => {
    const { code, out, err } = await runCli(['bench', 'fold', '--operations', '200', '--slices', '40', '--json']);
    expect(code, err).toBe(0);
    for (const { value } of figuresOf(out)) expect(value).toBeGreaterThan(0);
    expect(figuresOf(out).map(({ figure }) => figure)).toContain('an operation that comes late, p95');
  });

  it('sync loses nothing, and compares with a bare relay', async () => {
    const args = ['--seconds', '2', '--clients', '3', '--readings', '2', '--json'];
    const { code, out, err } = await runCli(['bench', 'sync', ...args]);
    expect(code, err).toBe(0);
    const of = (name: string) => figuresOf(out).filter(({ figure }) => figure.includes(name));
    expect(of('lost').map(({ value }) => value)).toEqual([0, 0]);
    expect(of('not in the log').map(({ value }) => value)).toEqual([0]);
    for (const { value } of [...of('p95'), ...of('delivered')]) expect(value).toBeGreaterThan(0);
  });

  it('search finds what is there, for every kind of filter', async () => {
    const { code, out, err } = await runCli(['bench', 'search', '--events', '60000', '--json']);
    expect(code, err).toBe(0);
    const found = (name: string) =>
      JSON.parse(out).figures.find(({ figure }: { figure: string }) => figure === name).comparedTo;
    expect(found('the newest')).toBe('101 events found');
    expect(found('a kind that is rare')).toBe('2 events found');
    expect(found('a kind that happened once')).toBe('1 events found');
    expect(found('kinds that never happened')).toBe('0 events found');
  });

  it('log compares with plain inserts, loses nothing in delivery, and exports and verifies what it wrote', async () => {
    const size = ['--events', '100', '--writers', '4', '--exported', '1000', '--verified', '1000'];
    const { code, out, err } = await runCli(['bench', 'log', ...size]);
    expect(code, err).toBe(0);
    expect(out).toMatch(/^log on .+\n\nFigure +Value +Unit +Goal/);
    expect(out).toMatch(/4 writers, one appender, the log alone, of plain inserts +[\d.]+ +x +> 0\.5 .+\d+ events\/s/);
    expect(out).toMatch(/events lost, repeated or out of order +0 +0 +holds/);
    expect(out).toMatch(/memory added to export 4000 events, peak +[\d.]+ +MiB/);
    expect(out).toMatch(/events verified +\d+ +events\/s/);
  });
});
