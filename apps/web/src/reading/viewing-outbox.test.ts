import type { ViewingSummary } from '@scholia/viewer/viewing';
import { describe, expect, it } from 'vitest';
import { type Delivery, type ViewingLetter, ViewingOutbox } from './viewing-outbox.ts';

const START = Date.UTC(2026, 2, 4);

/** Half a minute at one slice. */
function letter(n: number, readingId = 'a'): ViewingLetter {
  const at = (seconds: number) => new Date(START + (30 * n + seconds) * 1000).toISOString();
  const dwellByPart = [30_000, ...Array<number>(15).fill(0)];
  const plane = { plane: 'axial', axis: 2, of: 1000, shown: 1, dwellMs: 30_000, dwellByPart } as const;
  const summary: ViewingSummary = {
    from: at(0),
    to: at(30),
    dwellMs: 30_000,
    planes: [{ ...plane, runs: [[2 * n, 2 * n]] }],
    windows: [],
    spanMm: null,
    toolsMs: { navigate: 30_000 },
    waitingMs: 0,
  };
  return { readingId, summary };
}

class Drawer {
  text: string | null = null;
  isFull = false;
  getItem = () => this.text;
  setItem = (_key: string, text: string) => {
    if (this.isFull) throw new Error('QuotaExceededError');
    this.text = text;
  };
}

function scene(answer: (letter: ViewingLetter) => Delivery | Promise<Delivery> = () => 'delivered') {
  const storage = new Drawer();
  const sent: ViewingLetter[] = [];
  const open = () =>
    new ViewingOutbox({
      storage,
      key: 'k',
      deliver: async (one) => {
        const delivery = await answer(one);
        if (delivery === 'delivered') sent.push(one);
        return delivery;
      },
    });
  return { storage, sent, open, outbox: open() };
}

describe('ViewingOutbox', () => {
  it('delivers in order, once each, and drops what is refused for good', async () => {
    const { outbox, sent } = scene(({ readingId }) => (readingId === 'gone' ? 'refused' : 'delivered'));
    for (const one of [letter(0), letter(1, 'gone'), letter(2)]) outbox.add(one);
    await outbox.send();
    await outbox.send();
    expect(sent).toEqual([letter(0), letter(2)]);
    expect(outbox.waiting).toEqual([]);
  });

  it('keeps what nobody took, for the next page too', async () => {
    let isOnline = false;
    const { outbox, open, sent } = scene(() => {
      if (!isOnline) throw new TypeError('Failed to fetch');
      return 'delivered';
    });
    outbox.add(letter(0));
    outbox.add(letter(1));
    await outbox.send();
    expect(outbox.waiting).toHaveLength(2);
    isOnline = true;
    await open().send();
    expect(sent).toEqual([letter(0), letter(1)]);
    expect(outbox.waiting).toEqual([]);
  });

  it('takes along what is added while one is under way', async () => {
    let arrive = (_: Delivery) => {};
    const { outbox, sent } = scene((one) =>
      one.summary.from === letter(0).summary.from
        ? new Promise<Delivery>((resolve) => {
            arrive = resolve;
          })
        : 'delivered',
    );
    outbox.add(letter(0));
    const sending = outbox.send();
    outbox.add(letter(1));
    await outbox.send();
    arrive('delivered');
    await sending;
    expect(sent).toEqual([letter(0), letter(1)]);
  });

  it('joins the older ones when many wait: no slice and no second is lost, and the first stays as it is', () => {
    const { outbox } = scene();
    for (let n = 0; n < 100; n++) outbox.add(letter(n));
    const { waiting } = outbox;
    expect(waiting).toHaveLength(40);
    expect(waiting[0]).toEqual(letter(0));
    expect(waiting.at(-1)).toEqual(letter(99));
    expect(waiting.flatMap(({ summary }) => summary.planes[0].runs)).toHaveLength(100);
    expect(waiting.reduce((sum, { summary }) => sum + summary.dwellMs, 0)).toBe(100 * 30_000);
  });

  it('does without a storage that is full or damaged', async () => {
    const { outbox, storage, sent } = scene();
    storage.text = 'not JSON';
    storage.isFull = true;
    outbox.add(letter(0));
    outbox.add(letter(1));
    await outbox.send();
    expect(sent).toEqual([letter(0), letter(1)]);
  });
});
