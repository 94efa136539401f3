import { Awareness } from 'y-protocols/awareness';
import type { Operation, OperationId } from '../operation.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { PresenceChannel } from './presence-channel.ts';
import type { ReadingDocument } from './reading-document.ts';
import type { HeldOperation } from './replay.ts';

/** One document with its own connection and presence. After a refusal a client moves to a fresh one. */
export class Desk {
  readonly document: ReadingDocument;
  readonly awareness: Awareness;
  readonly presence: PresenceChannel;
  readonly connection: Connection;

  constructor(
    document: ReadingDocument,
    options: Omit<ConnectionOptions, 'doc' | 'awareness'> & { readonly onPresence: () => void },
  ) {
    this.document = document;
    this.awareness = new Awareness(document.doc);
    this.presence = new PresenceChannel(this.awareness, options.onPresence);
    this.connection = new Connection({ ...options, doc: document.doc, awareness: this.awareness });
  }

  get session(): number {
    return this.document.doc.clientID;
  }

  /** Appends an operation in a transaction of its own. */
  append(op: Operation): HeldOperation {
    let update = new Uint8Array();
    const capture = (bytes: Uint8Array) => {
      update = bytes.slice();
    };
    this.document.doc.on('update', capture);
    let id: OperationId;
    try {
      id = this.document.append(op);
    } finally {
      this.document.doc.off('update', capture);
    }
    return { id, update };
  }

  destroy(): void {
    this.connection.destroy();
    this.presence.destroy();
    this.document.destroy();
  }
}
