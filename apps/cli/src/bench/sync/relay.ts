// What the benchmark compares with: a room relays and remembers in memory, nobody is asked who they are, nothing is kept.
// The behaviour of @y/websocket-server 0.1.1 without persistence.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { type WebSocket, WebSocketServer } from 'ws';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';

const MESSAGE_SYNC = 0;
const rooms = new Map<string, { doc: Y.Doc; sockets: Set<WebSocket> }>();

function roomOf(name: string) {
  const known = rooms.get(name);
  if (known) return known;
  const room = { doc: new Y.Doc(), sockets: new Set<WebSocket>() };
  rooms.set(name, room);
  room.doc.on('update', (update: Uint8Array) => {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, MESSAGE_SYNC);
    syncProtocol.writeUpdate(encoder, update);
    const message = encoding.toUint8Array(encoder);
    for (const socket of room.sockets) socket.send(message);
  });
  return room;
}

const http = createServer();
new WebSocketServer({ server: http }).on('connection', (socket, request) => {
  const { doc, sockets } = roomOf(new URL(request.url ?? '/', 'http://localhost').pathname);
  sockets.add(socket);
  socket.binaryType = 'arraybuffer';
  socket.on('close', () => sockets.delete(socket));
  socket.on('message', (data: ArrayBuffer) => {
    const decoder = decoding.createDecoder(new Uint8Array(data));
    if (decoding.readVarUint(decoder) !== MESSAGE_SYNC) return;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, MESSAGE_SYNC);
    syncProtocol.readSyncMessage(decoder, encoder, doc, socket);
    if (encoding.length(encoder) > 1) socket.send(encoding.toUint8Array(encoder));
  });
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, MESSAGE_SYNC);
  syncProtocol.writeSyncStep1(encoder, doc);
  socket.send(encoding.toUint8Array(encoder));
});
http.listen(0, '127.0.0.1', () => process.send?.((http.address() as AddressInfo).port));
