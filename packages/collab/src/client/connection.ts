import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Awareness } from 'y-protocols/awareness';
import * as syncProtocol from 'y-protocols/sync';
import { messageSync, WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import {
  type ClientNotice,
  encodeBlobMessage,
  encodeClientNotice,
  MESSAGE_SCHOLIA,
  readNotice,
  type ServerNotice,
} from '../notice.ts';

/** The WebSocket class of the platform, or the one of `ws` in Node. */
export type WebSocketClass = typeof WebSocket;

export interface ConnectionOptions {
  readonly url: string;
  readonly room: string;
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly token: string | undefined;
  readonly WebSocketPolyfill: WebSocketClass | undefined;
  /** While held, nothing of the document is sent but by `send`: see Replay. */
  readonly held: boolean;
  /** The link came up, synced, or went away. */
  readonly onStatus: () => void;
  readonly onNotice: (notice: ServerNotice) => void;
  /** The server closed with a code (4400-4499) after which y-websocket does not try again. */
  readonly onClosed: (code: number, reason: string) => void;
  /** The link is up: what has to go before the operations is sent now. */
  readonly onOpen: () => void;
  /** While held: the server has told which operations it has. Also after each reconnect. */
  readonly onHandshake: (serverState: Map<number, number>) => void;
}

/**
 * A plain y-websocket provider, with two differences. Notices (message 100) are read. And an update is only sent once the
 * server's sync step 1 has been answered on this connection: before that, an edit made right after a reconnect would
 * overtake the offline edits that it builds on, and be refused for missing them.
 */
export class Connection {
  readonly provider: WebsocketProvider;
  readonly #doc: Y.Doc;
  readonly #onUpdate: (update: Uint8Array, origin: unknown) => void;
  #answered = false;
  #held: boolean;

  constructor(options: ConnectionOptions) {
    this.#doc = options.doc;
    this.#held = options.held;
    const params: Record<string, string> = { ack: '1' };
    if (options.token !== undefined) params.token = options.token;
    this.provider = new WebsocketProvider(options.url, options.room, options.doc, {
      connect: false,
      awareness: options.awareness,
      disableBc: true,
      params,
      WebSocketPolyfill: options.WebSocketPolyfill,
    });
    const { provider } = this;
    provider.messageHandlers[MESSAGE_SCHOLIA] = (_encoder, decoder) => {
      const notice = readNotice(decoder);
      if (notice) options.onNotice(notice);
    };
    const standardSync = provider.messageHandlers[messageSync];
    provider.messageHandlers[messageSync] = (encoder, decoder, ...rest) => {
      const isStep1 = decoding.peekVarUint(decoder) === syncProtocol.messageYjsSyncStep1;
      if (isStep1) options.onOpen();
      if (isStep1 && this.#held) {
        decoding.readVarUint(decoder);
        options.onHandshake(Y.decodeStateVector(decoding.readVarUint8Array(decoder)));
        return;
      }
      standardSync(encoder, decoder, ...rest);
      if (isStep1) this.#answered = true;
    };
    options.doc.off('update', provider._updateHandler);
    this.#onUpdate = (update, origin) => {
      if (this.#answered && !this.#held) provider._updateHandler(update, origin);
    };
    options.doc.on('update', this.#onUpdate);
    provider.on('connection-close', () => {
      this.#answered = false;
      options.onStatus();
    });
    provider.on('connection-error', () => options.onStatus());
    provider.on('status', () => options.onStatus());
    provider.on('sync', () => options.onStatus());
    provider.on('closed', ({ code, reason }) => options.onClosed(code, reason));
  }

  get isLive(): boolean {
    return this.provider.wsconnected && this.provider.synced;
  }

  /** False once the server has told us not to come back, or after `destroy`. */
  get isTrying(): boolean {
    return this.provider.shouldConnect;
  }

  get failures(): number {
    return this.provider.wsUnsuccessfulReconnects;
  }

  connect(token: string | undefined = this.provider.params.token): void {
    if (token !== undefined) this.provider.params.token = token;
    this.provider.connect();
  }

  /** Sends one update of a held document. Lost if the link is down: the next handshake tells. */
  send(update: Uint8Array): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, messageSync);
    syncProtocol.writeUpdate(encoder, update);
    this.#send(encoding.toUint8Array(encoder));
  }

  /** Lost if the link is down. */
  tell(notice: ClientNotice): void {
    this.#send(encodeClientNotice(notice));
  }

  /** Sends a blob that an operation names, before that operation. Lost if the link is down: `onOpen` sends it again. */
  sendBlob(bytes: Uint8Array): void {
    this.#send(encodeBlobMessage(bytes));
  }

  /** Everything held has arrived: from now on edits go out as they are made. */
  release(): void {
    this.#held = false;
    this.#answered = true;
  }

  destroy(): void {
    this.#doc.off('update', this.#onUpdate);
    this.provider.destroy();
  }

  #send(message: Uint8Array<ArrayBuffer>): void {
    const { ws } = this.provider;
    if (ws && ws.readyState === ws.OPEN) ws.send(message);
  }
}
