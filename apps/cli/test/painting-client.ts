// A reader in a process of its own, to be killed: paints for as long as it lives, and tells of each stroke that is saved.
import { ReadingClient } from '@scholia/collab';
import { type ReadingId, seededRandom, type UserId } from '@scholia/core';
import { WebSocket } from 'ws';
import { randomStroke } from './random-stroke.ts';

const { url, token, userId, readingId, seed, grid } = JSON.parse(process.argv[2]);
const random = seededRandom(seed);
const client = new ReadingClient({
  url,
  token,
  readingId: readingId as ReadingId,
  userId: userId as UserId,
  grid,
  persistence: 'none',
  fetchBlob: () => Promise.reject(new Error('no blobs here')),
  WebSocketPolyfill: WebSocket as never,
});
const strokes: string[] = [];
let told = 0;
client.on('state', ({ unsaved, writable }) => {
  if (!writable) return;
  for (; told < strokes.length - unsaved; told++) process.stdout.write(`${strokes[told]}\n`);
});
setInterval(() => {
  if (!client.state.writable) return;
  const { session, counter } = client.stroke(...randomStroke(grid, random));
  strokes.push(`${session}:${counter}`);
}, 10);
