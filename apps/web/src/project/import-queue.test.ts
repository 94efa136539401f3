import { describe, expect, it } from 'vitest';
import { type ImportChoices, ImportQueue, titleOf } from './import-queue.ts';
import { outcomeOf } from './upload-outcome.ts';

const imported = { status: 201, body: { imageId: 'i', name: 'a' } };
const fourD = { error: { code: 'unusable-file', message: '', details: { reason: 'four-dimensional', volumes: 7 } } };

describe('ImportQueue', () => {
  it('sends two files at a time, and all of them', async () => {
    let busy = 0;
    let most = 0;
    const finish: (() => void)[] = [];
    const queue = new ImportQueue(async () => {
      busy += 1;
      most = Math.max(most, busy);
      await new Promise<void>((resolve) => finish.push(resolve));
      busy -= 1;
      return imported;
    });
    queue.add(['a', 'b', 'c', 'd', 'e'].map((name) => new File([], name)));
    for (let n = 0; n < 5; n++) {
      finish[n]();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(most).toBe(2);
    expect(queue.items.get().map(({ state }) => state.status)).toEqual(Array(5).fill('imported'));
    queue.dismissDone();
    expect(queue.items.get()).toEqual([]);
  });

  it('sends again with what was chosen', async () => {
    const sent: ImportChoices[] = [];
    const queue = new ImportQueue(async (_, choices) => {
      sent.push(choices);
      return choices.volume === undefined ? { status: 422, body: fourD } : imported;
    });
    queue.add([new File([], 'bold.nii')]);
    await new Promise((resolve) => setImmediate(resolve));
    const [{ id, state }] = queue.items.get();
    expect(state).toEqual({ status: 'needs-volume', volumes: 7 });
    queue.retry(id, { volume: 3 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toEqual([{}, { volume: 3 }]);
    expect(queue.items.get()[0].state.status).toBe('imported');
  });
});

describe('outcomeOf', () => {
  it('offers to try again only where that can help', () => {
    const full = { error: { code: 'storage-full', message: 'The disk is full.', retry: 'later' } };
    const broken = { error: { code: 'unusable-file', message: 'The file ends too early.', retry: 'never' } };
    expect(outcomeOf(507, full)).toMatchObject({ status: 'failed', canRetry: true, message: 'The disk is full.' });
    expect(outcomeOf(422, broken)).toMatchObject({ status: 'failed', canRetry: false });
    expect(outcomeOf(0, undefined)).toMatchObject({ status: 'failed', canRetry: true });
    expect(outcomeOf(502, undefined)).toMatchObject({ status: 'failed', canRetry: true });
  });
  it('points to the image that is there already', () => {
    const body = { error: { code: 'duplicate', message: 'There as "a".', details: { imageId: 'x' } } };
    expect(outcomeOf(409, body)).toEqual({ status: 'duplicate', imageId: 'x', message: 'There as "a".' });
  });
});

describe('titleOf', () => {
  it.each([
    ['ct_01.nii.gz', 'ct_01'],
    ['MR.NII', 'MR'],
    ['.nii', 'image'],
    ['notes.txt', 'notes.txt'],
  ])('%s becomes %s', (file, title) => expect(titleOf(file)).toBe(title));
});
