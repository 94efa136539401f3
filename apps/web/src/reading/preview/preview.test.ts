import { isAppError } from '@scholia/core';
import { demoNifti, makeDemoCase } from '@scholia/demo';
import { readNifti } from '@scholia/formats';
import { methodNamed, valuesFrom } from '@scholia/segmentation';
import { firstPrompts } from '@scholia/segmentation/robot';
import { Labelmap, labelmapDigest, pasteLabels } from '@scholia/volume';
import { afterEach, describe, expect, it } from 'vitest';
import type { Question } from '../use-segmentation.ts';
import { answerPreviews, type PreviewOutcome, type PreviewPort } from './answer-previews.ts';
import { previewTask, reachFor } from './preview-task.ts';
import { Previewer, type PreviewWorker } from './previewer.ts';

const SPLEEN = 2;
const demo = makeDemoCase(3);
const stored = readNifti(demoNifti(demo));
const [si, sj, sk] = stored.spacingUm;
const spacingMm = [si / 1000, sj / 1000, sk / 1000] as const;
const truth = { dims: demo.dims, spacingMm, labelmap: demo.labels, labels: [SPLEEN] };
/** As the viewer keeps the image: what the file holds, not scaled. */
const intensities = { voxels: demo.image, slope: 1, intercept: 0 };
const grid = { dims: demo.dims, spacingUm: stored.spacingUm };

const question = (changes: Partial<Question> = {}): Question => ({
  label: SPLEEN,
  otherLabels: [],
  method: 'graph-cut',
  parameters: {},
  ...changes,
});

function foldFor(method: string) {
  const { asks = 'scribbles' } = methodNamed(method) ?? {};
  const { prompts, drawn = new Uint8Array(prompts.length) } = firstPrompts(asks, truth);
  return { grid, prompts: Labelmap.fromDense(demo.dims, prompts), labels: Labelmap.fromDense(demo.dims, drawn) };
}

/** What the page uses of a worker, with the worker's own code on the other end of a channel. */
function startWorker(): PreviewWorker & { readonly isTerminated: () => boolean } {
  const { port1, port2 } = new MessageChannel();
  answerPreviews(port2 as unknown as PreviewPort);
  let isTerminated = false;
  return {
    postMessage: (order, transfer) => port1.postMessage(order, transfer),
    addEventListener: (type: string, listener: unknown) => port1.addEventListener(type, listener as () => void),
    terminate: () => {
      isTerminated = true;
      port1.close();
    },
    isTerminated: () => isTerminated,
  } as PreviewWorker & { readonly isTerminated: () => boolean };
}

let previewer: Previewer;
const begin = (options = {}) => {
  const worker = startWorker();
  previewer = new Previewer(() => worker, options);
  return worker;
};
afterEach(() => previewer?.destroy());

async function previewOf(asked: Question, fold: ReturnType<typeof foldFor>) {
  const reach = reachFor(asked, fold);
  return { reach, outcome: await previewer.ask(previewTask(reach, fold, intensities)) };
}

describe('a preview', () => {
  it.each(['graph-cut', 'watershed', 'level-set', 'interpolate'])(
    'by %s is the server’s answer for the whole stored image, bit for bit',
    async (name) => {
      begin();
      const fold = foldFor(name);
      const { reach, outcome } = await previewOf(question({ method: name }), fold);
      const method = methodNamed(name);
      if (!method || outcome?.type !== 'answer') throw new Error(`no answer: ${JSON.stringify(outcome)}`);
      const { labelmap } = await method.run(
        {
          dims: stored.dims,
          spacingMm,
          image: stored.data,
          prompts: fold.prompts.toDense(),
          drawn: fold.labels.toDense(),
          labels: [SPLEEN],
        },
        valuesFrom(method, {}, { dims: stored.dims, spacingMm }) as never,
        {},
      );
      const server = Labelmap.fromDense(stored.dims, labelmap);
      expect(server.isEmpty).toBe(false);
      expect(labelmapDigest(pasteLabels(stored.dims, reach.crop, outcome.labelmap))).toBe(labelmapDigest(server));
    },
  );

  it('scales the stored voxels, and settles those that are no numbers, as the reader of files does', () => {
    const fold = foldFor('graph-cut');
    const reach = { ...reachFor(question(), fold), crop: { from: [1, 0, 0], size: [3, 1, 1] } } as const;
    const { given } = previewTask(reach, fold, { voxels: [9, 0.1, Number.NaN, 3], slope: 3, intercept: -1 });
    expect([...given.image]).toEqual([Math.fround(0.1 * 3 - 1), 0, 8]);
  });

  it('is refused in the words of the server', async () => {
    begin();
    const { prompts, ...rest } = foldFor('flood');
    expect((await previewOf(question(), { prompts, ...rest })).outcome).toMatchObject({
      type: 'refusal',
      message: expect.stringMatching(/no background scribble/),
    });
    const nothing = { ...rest, prompts: new Labelmap(demo.dims) };
    expect((await previewOf(question(), nothing)).outcome).toMatchObject({
      message: expect.stringMatching(/Nothing is scribbled with this label/),
    });
    const isBadRequest = (error: unknown) => isAppError(error) && error.code === 'bad-request';
    expect(() => reachFor(question({ parameters: { lambda: 3 } }), nothing)).toThrow(expect.toSatisfy(isBadRequest));
    expect(() => reachFor(question({ method: 'magic' }), nothing)).toThrow(expect.toSatisfy(isBadRequest));
  });
});

describe('the one who asks for previews', () => {
  const fold = foldFor('graph-cut');
  const reach = reachFor(question(), fold);
  const ask = (changes: Partial<Question> = {}): Promise<PreviewOutcome | undefined> =>
    previewOf(question(changes), fold).then(({ outcome }) => outcome);

  it('gets the answer to the newest question, from one worker', async () => {
    const worker = begin();
    const [first, second] = await Promise.all([ask({ method: 'watershed' }), ask({ method: 'flood' })]);
    expect(first).toBeUndefined();
    expect(second?.type).toBe('answer');
    expect(worker.isTerminated()).toBe(false);
  });

  it('gets nothing after the end, and an answer to the next question', async () => {
    begin();
    const ended = ask();
    previewer.end();
    expect(await ended).toBeUndefined();
    expect((await ask())?.type).toBe('answer');
  });

  it('takes what is small for the method', () => {
    begin();
    const huge = { ...reach, cells: 4_000_000 };
    expect([previewer.takes(reach), previewer.takes(huge)]).toEqual([true, false]);
    expect(previewer.takes({ ...huge, method: 'flood' })).toBe(true);
  });

  it('ends a worker that takes too long, and asks no more for what costs as much', async () => {
    const worker = begin({ timeBoxMs: 0 });
    expect(await ask({ method: 'random-walker' })).toEqual({ type: 'failure' });
    expect(worker.isTerminated()).toBe(true);
    expect(previewer.takes({ ...reach, method: 'random-walker' })).toBe(false);
    expect(previewer.takes({ ...reach, method: 'flood' })).toBe(true);
  });
});
