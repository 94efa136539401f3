import { seededRandom } from '@scholia/core';
import { describe, expect, it } from 'vitest';
import { exportOnnx } from '../network/graphs.ts';
import { onnxRuntime } from '../runtime/onnx-session.ts';
import type { OpenSession } from '../runtime/session.ts';
import { BALL_PLAN, ballCase } from '../testing/ball-case.ts';
import { DECLARED, onnxFile } from '../testing/foreign-models.ts';
import { freshState } from '../training/trainer.ts';
import type { Declaration } from './declaration.ts';
import { dryRun } from './dry-run.ts';

const openSession = onnxRuntime({ threads: 1 });
const image = ballCase(seededRandom(3), [18, 14, 20]);
let clock = 0;

interface Given {
  readonly onnx?: Uint8Array;
  readonly input?: Partial<Declaration['input']>;
  readonly output?: Partial<Declaration['output']>;
  readonly openSession?: OpenSession;
}

/** A run of the three-dimensional softmax network, but for what is given. */
function run({ onnx = onnxFile('softmax-3d'), input, output, ...given }: Given) {
  const right = DECLARED['softmax-3d'];
  const declaration = { input: { ...right.input, ...input }, output: { ...right.output, ...output } };
  return dryRun({ onnx, declaration, image, openSession, now: () => (clock += 250), ...given });
}

describe('dryRun', () => {
  it('passes what is declared right, and says what it sees and how long it takes', async () => {
    const told: string[] = [];
    const onnx = onnxFile('softmax-3d');
    const declaration = DECLARED['softmax-3d'];
    const now = () => (clock += 250);
    const report = await dryRun({ onnx, declaration, image, openSession, now, onCheck: ({ what }) => told.push(what) });
    expect(report.isUsable).toBe(true);
    expect(told).toEqual(report.checks.map(({ what }) => what));
    expect(told).toEqual('file input output loads window channels values image time'.split(' '));
    expect(report.checks.at(-2)?.found).toMatch(/label 5 in [\d.]+ %/);
    expect(report.checks.at(-1)?.found).toMatch(/0.25 s a window, 240 of them: about 60 s an image/);
    for (const name of ['sigmoid-2d', 'labels-3d'] as const) {
      const other = await dryRun({ onnx: onnxFile(name), declaration: DECLARED[name], image, openSession, now });
      expect(other).toMatchObject({ isUsable: true });
    }
  });

  const wrong: readonly (readonly [string, Given, string, RegExp])[] = [
    ['no ONNX file', { onnx: Uint8Array.of(1, 2, 3) }, 'file', /not an ONNX file/],
    ['an operator of its own', { onnx: onnxFile('custom-operator') }, 'file', /org\.example/],
    ['weights elsewhere', { onnx: onnxFile('external-weights') }, 'file', /weights\.bin/],
    ['an input that is not there', { input: { name: 'x' } }, 'input', /Choose one of its inputs: image\./],
    ['slices for volumes', { input: { layout: '2d', patch: [1, 5, 6] } }, 'input', /choose three dimensions/],
    ['another fixed patch', { input: { patch: [8, 8, 8] } }, 'input', /set the patch to 4 x 5 x 6/],
    ['an output that is not there', { output: { name: 'y' } }, 'output', /Choose one of its outputs: logits\./],
    ['a channel too few', { output: { labels: [0, 5] } }, 'channels', /It has 3 channels/],
    ['scores taken for softmax', { output: { kind: 'softmax' } }, 'values', /they come before softmax/],
    ['scores taken for sigmoid', { output: { kind: 'sigmoid' } }, 'values', /they come before sigmoid/],
    ['scores taken for labels', { output: { kind: 'labels' } }, 'channels', /a channel for each label/],
  ];
  for (const [what, given, check, text] of wrong)
    it(`stops at ${what}, with what to do`, async () => {
      const { isUsable, checks } = await run(given);
      expect(isUsable).toBe(false);
      expect(checks.filter(({ isOk }) => !isOk)).toEqual([checks.at(-1)]);
      expect(checks.at(-1)?.what).toBe(check);
      expect(`${checks.at(-1)?.found} ${checks.at(-1)?.hint}`).toMatch(text);
    });

  it('tells labels from probabilities, and those that exclude each other from those that do not', async () => {
    const now = () => (clock += 250);
    const ask = async (name: 'sigmoid-2d' | 'labels-3d', output: Partial<Declaration['output']>) => {
      const declared = DECLARED[name];
      const declaration = { ...declared, output: { ...declared.output, ...output } };
      const { checks } = await dryRun({ onnx: onnxFile(name), declaration, image, openSession, now });
      return `${checks.at(-1)?.what}: ${checks.at(-1)?.hint}`;
    };
    expect(await ask('labels-3d', { kind: 'softmax' })).toMatch(/^output: .*say that they are labels/);
    expect(await ask('labels-3d', { labels: [0, 5] })).toMatch(/^values: Give each number a label/);
    expect(await ask('sigmoid-2d', { kind: 'softmax' })).toMatch(/^values: .*say that they come after sigmoid/);
  });

  it('tells why a model does not load, and why a window does not go through', async () => {
    const onnx = exportOnnx({ plan: BALL_PLAN, ...freshState(BALL_PLAN, seededRandom(4)) });
    const input = { axes: 'SAR', patch: [16, 16, 16] } as const;
    const output = { name: 'probabilities', kind: 'softmax', labels: [0, 5] } as const;
    expect(
      await run({ onnx, input: { ...input, patch: [16, 16, 16] }, output: { ...output, labels: [0, 5] } }),
    ).toMatchObject({
      isUsable: true,
    });
    // The name of an operator, spoilt: a file that can be read, of what nobody can run.
    const spoilt = onnx.slice();
    const text = Buffer.from(spoilt.buffer);
    for (let at = text.indexOf('Softmax'); at >= 0; at = text.indexOf('Softmax')) text.write('Softsum', at);
    const unknown = await run({
      onnx: spoilt,
      input: { ...input, patch: [16, 16, 16] },
      output: { ...output, labels: [0, 5] },
    });
    expect(unknown.checks.at(-1)).toMatchObject({
      what: 'loads',
      isOk: false,
      found: expect.stringMatching(/Softsum/),
    });

    const failing: OpenSession = async () => ({
      run: async () => Promise.reject(new Error('bad  shapes\n in Concat')),
      dispose: async () => undefined,
    });
    const broken = await run({ openSession: failing });
    expect(broken.checks.at(-1)).toMatchObject({ what: 'window', isOk: false, found: 'bad shapes in Concat' });
  });
});
