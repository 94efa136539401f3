import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { LIMITS } from './limits.ts';
import type { Identity } from './services.ts';

/** One person's awareness entry: Yjs client id, its clock, and JSON or null when gone. */
export interface PresenceEntry {
  readonly client: number;
  readonly clock: number;
  readonly state: Readonly<Record<string, unknown>> | null;
}

/** Decodes a y-protocols awareness update. Throws on malformed input; the caller closes the connection. */
export function decodePresence(update: Uint8Array): PresenceEntry[] {
  const decoder = decoding.createDecoder(update);
  const count = decoding.readVarUint(decoder);
  if (count > 64) throw new Error('too many presence entries');
  const entries: PresenceEntry[] = [];
  for (let i = 0; i < count; i++) {
    const client = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    const json = decoding.readVarString(decoder);
    if (json.length > LIMITS.presenceBytes) throw new Error('presence entry too large');
    const state: unknown = JSON.parse(json);
    if (state !== null && (typeof state !== 'object' || Array.isArray(state))) throw new Error('malformed presence');
    entries.push({ client, clock, state: state as PresenceEntry['state'] });
  }
  return entries;
}

export function encodePresence(entries: readonly PresenceEntry[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, entries.length);
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, JSON.stringify(state));
  }
  return encoding.toUint8Array(encoder);
}

/** Who the server says it is, over whatever the client claims: a name cannot be spoofed. */
export function truthful(entry: PresenceEntry, identity: Identity): PresenceEntry {
  if (entry.state === null) return entry;
  const { userId, name, color } = identity;
  return { ...entry, state: { ...entry.state, userId, name, color } };
}

/**
 * Everybody's presence in one reading. A Yjs client id is spoken for by one connection at a time, and a connection
 * cannot speak for an id that another person's connection holds.
 */
export class PresenceBook {
  readonly #entries = new Map<number, PresenceEntry & { readonly holder: object; readonly userId: string }>();

  /** Takes what a connection says and returns what may be relayed, made truthful. */
  accept(entries: readonly PresenceEntry[], holder: object, identity: Identity): PresenceEntry[] {
    return entries.flatMap((entry) => {
      const known = this.#entries.get(entry.client);
      if (known && known.userId !== identity.userId) return [];
      if (known && known.holder === holder && entry.clock < known.clock) return [];
      const told = truthful(entry, identity);
      if (told.state === null) this.#entries.delete(entry.client);
      else this.#entries.set(entry.client, { ...told, holder, userId: identity.userId });
      return [told];
    });
  }

  /** Forgets a closed connection; returns the farewells to relay. */
  leave(holder: object): PresenceEntry[] {
    const gone = [...this.#entries.values()].filter((entry) => entry.holder === holder);
    for (const { client } of gone) this.#entries.delete(client);
    return gone.map(({ client, clock }) => ({ client, clock: clock + 1, state: null }));
  }

  all(): PresenceEntry[] {
    return [...this.#entries.values()].map(({ client, clock, state }) => ({ client, clock, state }));
  }
}
