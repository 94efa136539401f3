import { AppError } from '@scholia/core';
import { Labelmap } from '@scholia/volume';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Place, type Sources, TimeTraveller } from './time-traveller.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Answers when told to; position = 100 + version. */
class Server implements Sources {
  readonly asked: string[] = [];
  readonly signals: AbortSignal[] = [];
  #answers: (() => void)[] = [];

  async findMoment(place: Place) {
    const version = 'version' in place ? place.version : Number(place.position) - 100;
    return { version, position: String(100 + version), at: '2026-01-01T00:00:00.000Z' };
  }

  fetchLabels(position: string, signal: AbortSignal): Promise<Labelmap> {
    this.asked.push(position);
    this.signals.push(signal);
    return new Promise((resolve) => this.#answers.push(() => resolve(new Labelmap([1, 1, 1]))));
  }

  async answer(n = this.asked.length - 1): Promise<void> {
    this.#answers[n]();
    await vi.advanceTimersByTimeAsync(0);
  }
}

const setUp = () => {
  const server = new Server();
  return { server, traveller: new TimeTraveller(server), run: () => vi.advanceTimersByTimeAsync(500) };
};

describe('TimeTraveller', () => {
  it('asks only for where the hand rests, and shows the last labels until the next are here', async () => {
    const { server, traveller, run } = setUp();
    traveller.goTo({ version: 5 });
    await run();
    await server.answer();
    expect(traveller.state.get()).toMatchObject({ status: 'there', shown: { moment: { position: '105' } } });
    for (const version of [6, 7, 8]) traveller.goTo({ version }, { whenRested: true });
    expect(traveller.state.get()).toMatchObject({ status: 'on the way', wanted: { version: 8 } });
    await run();
    expect(server.asked).toEqual(['105', '108']);
    expect(traveller.state.get().shown?.moment.version).toBe(5);
    await server.answer();
    expect(traveller.state.get()).toMatchObject({ status: 'there', shown: { moment: { version: 8 } } });
  });

  it('gives up a wish that is overtaken, however late its answer comes', async () => {
    const { server, traveller, run } = setUp();
    traveller.goTo({ version: 1 });
    await run();
    traveller.goTo({ position: '102' });
    await run();
    expect(server.signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    await server.answer(1);
    await server.answer(0);
    expect(traveller.state.get().shown?.moment.version).toBe(2);
  });

  it('goes back to now, also on the way, and says whether it was elsewhere', async () => {
    const { server, traveller, run } = setUp();
    expect(traveller.back()).toBe(false);
    traveller.goTo({ version: 3 });
    await run();
    expect(traveller.back()).toBe(true);
    await server.answer();
    expect(traveller.state.get()).toEqual({ wanted: undefined, shown: undefined, status: 'there' });
  });

  it('keeps the moments shown last, and asks again for others', async () => {
    const { server, traveller, run } = setUp();
    const go = async (version: number) => {
      const before = server.asked.length;
      traveller.goTo({ version });
      await run();
      if (server.asked.length > before) await server.answer();
      return server.asked.length - before;
    };
    for (let version = 1; version <= 12; version++) expect(await go(version)).toBe(1);
    expect(await go(1)).toBe(0);
    expect(await go(13)).toBe(1);
    expect(await go(1)).toBe(0);
    expect(await go(2)).toBe(1);
  });

  it('says why it failed, keeps what was shown, and tries again', async () => {
    const { server, traveller, run } = setUp();
    const find = vi.spyOn(server, 'findMoment').mockRejectedValueOnce(new AppError('not-found', 'Not then.'));
    traveller.goTo({ version: 3 });
    await run();
    expect(traveller.state.get()).toMatchObject({ status: 'failed', message: 'Not then.', wanted: { version: 3 } });
    traveller.again();
    await run();
    await server.answer();
    expect(find).toHaveBeenCalledTimes(2);
    expect(traveller.state.get()).toMatchObject({ status: 'there', shown: { moment: { version: 3 } } });
  });
});
