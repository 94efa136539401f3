import { describe, expect, it } from 'vitest';
import { streamOf } from './stream-answer.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** Writes one piece after the other, then does `last`. */
const writing =
  (pieces: readonly string[], last: (writer: WritableStreamDefaultWriter<Uint8Array>) => Promise<void>) =>
  async (target: WritableStream<Uint8Array>) => {
    const writer = target.getWriter();
    for (const piece of pieces) await writer.write(bytes(piece));
    await last(writer);
  };
const broken = async () => {
  throw new Error('disk full');
};

describe('streamOf', () => {
  it('hands on what is written, to its end', async () => {
    const cuts: unknown[] = [];
    const stream = await streamOf(
      writing(['one ', 'two ', 'three'], (writer) => writer.close()),
      (error) => cuts.push(error),
    );
    expect(await new Response(stream).text()).toBe('one two three');
    expect(
      await new Response(
        await streamOf(
          writing([], (writer) => writer.close()),
          broken,
        ),
      ).text(),
    ).toBe('');
    expect(cuts).toEqual([]);
  });

  it('tells what fails before the first byte, and cuts off what fails after it, though the target is locked', async () => {
    const cuts: unknown[] = [];
    const onCut = (error: unknown) => cuts.push(error);
    await expect(streamOf(writing([], broken), onCut)).rejects.toThrow('disk full');
    expect(cuts).toEqual([]);
    const stream = await streamOf(writing(['one', 'two'], broken), onCut);
    await expect(new Response(stream).text()).rejects.toThrow('disk full');
    expect(cuts).toEqual([new Error('disk full')]);
  });

  it('ends the writing when the reader goes away, and calls that no fault', async () => {
    const cuts: unknown[] = [];
    let ended: (error: unknown) => void = () => undefined;
    const end = new Promise((resolve) => {
      ended = resolve;
    });
    const endless = async (target: WritableStream<Uint8Array>) => {
      const writer = target.getWriter();
      try {
        for (;;) await writer.write(bytes('more'));
      } catch (error) {
        ended(error);
        throw error;
      }
    };
    const stream = await streamOf(endless, (error) => cuts.push(error));
    await stream.cancel(new Error('gone'));
    await expect(end).resolves.toBeDefined();
    expect(cuts).toEqual([]);
  });
});
