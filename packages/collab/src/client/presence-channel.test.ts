import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Presence } from '../presence.ts';
import { PresenceChannel } from './presence-channel.ts';

const at = (slice: number): Presence => ({
  userId: 'u1',
  name: 'reader-1',
  color: '#12ab34',
  view: { axis: 2, slice },
  ijk: null,
  tool: 'brush',
  radiusUm: 1000,
  label: 1,
});

let awareness: Awareness;
let channel: PresenceChannel;
let sent: { readonly ms: number; readonly slice: number }[];

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  awareness = new Awareness(new Y.Doc());
  channel = new PresenceChannel(awareness, () => {});
  sent = [];
  awareness.on('update', () => {
    const state = awareness.getLocalState() as Presence | null;
    sent.push({ ms: Date.now(), slice: state?.view?.slice ?? -1 });
  });
});
afterEach(() => {
  channel.destroy();
  vi.useRealTimers();
});

describe('PresenceChannel', () => {
  it('[CO48] sends the first at once, then ten a second at most, and the last one always', async () => {
    // Five seconds of a hand that moves with every frame.
    for (let frame = 0; frame < 300; frame++) {
      channel.set(at(frame));
      await vi.advanceTimersByTimeAsync(1000 / 60);
    }
    expect(sent[0]).toEqual({ ms: 0, slice: 0 });
    expect(sent.length).toBeLessThanOrEqual(51);
    for (let i = 1; i < sent.length; i++) expect(sent[i].ms - sent[i - 1].ms).toBeGreaterThanOrEqual(100);
    await vi.advanceTimersByTimeAsync(200);
    expect(sent.at(-1)?.slice).toBe(299);
  });

  it('[CO48] is silent while nothing moves, and at once again afterwards', async () => {
    channel.set(at(1));
    await vi.advanceTimersByTimeAsync(5000);
    expect(sent).toHaveLength(1);
    channel.set(at(2));
    expect(sent.at(-1)).toEqual({ ms: 5000, slice: 2 });
  });
});
