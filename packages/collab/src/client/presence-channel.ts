import type { Awareness } from 'y-protocols/awareness';
import { type Presence, parsePresence } from '../presence.ts';

/** Ten times a second is smooth for a cursor, and bounds what fifty people send each other. */
const INTERVAL_MS = 100;

/** Sends our presence over Yjs awareness, at most ten times a second, the last one always; reads that of the others. */
export class PresenceChannel {
  readonly #awareness: Awareness;
  #next: Presence | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(awareness: Awareness, onChange: () => void) {
    this.#awareness = awareness;
    awareness.setLocalState(null);
    awareness.on('change', onChange);
  }

  set(presence: Presence): void {
    this.#next = presence;
    if (this.#timer === undefined) this.#flush();
  }

  /** The others, by client id. */
  others(): Map<number, Presence> {
    const others = new Map<number, Presence>();
    for (const [client, state] of this.#awareness.getStates()) {
      const presence = client === this.#awareness.clientID ? undefined : parsePresence(state);
      if (presence) others.set(client, presence);
    }
    return others;
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.#awareness.destroy();
  }

  #flush(): void {
    if (!this.#next) {
      this.#timer = undefined;
      return;
    }
    this.#awareness.setLocalState({ ...this.#next });
    this.#next = undefined;
    this.#timer = setTimeout(() => this.#flush(), INTERVAL_MS);
  }
}
