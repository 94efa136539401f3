import { type AppError, isAppError } from '@scholia/core';
import type { Labelmap } from '@scholia/volume';
import { Store } from '../ui/store.ts';

/** A moment of a reading: just after one of its events. */
export interface Moment {
  /** Place among the reading's events, 1, 2, 3, ... */
  readonly version: number;
  /** Log position. */
  readonly position: string;
  readonly at: string;
}

export type Place = { readonly version: number } | { readonly position: string };

/** The labels as they were. */
export interface PastLabels {
  readonly moment: Moment;
  readonly labels: Labelmap;
}

export interface Travel {
  /** Where one wants to be; undefined: now. */
  readonly wanted: Place | undefined;
  /** What is shown meanwhile, and in the end; undefined: now. */
  readonly shown: PastLabels | undefined;
  readonly status: 'there' | 'on the way' | 'failed';
  /** Why it failed. */
  readonly message?: string | undefined;
}

export interface Sources {
  findMoment(place: Place, signal: AbortSignal): Promise<Moment>;
  fetchLabels(position: string, signal: AbortSignal): Promise<Labelmap>;
}

/** How long the hand has to rest on a scrubber before anything is asked for, ms. */
const REST_MS = 120;
/** Moments that are kept: a person goes back and forth between a few. */
const KEPT = 12;

const NOW: Travel = { wanted: undefined, shown: undefined, status: 'there' };

/**
 * Goes to moments of a reading and back to now. The newest wish counts: one that is overtaken is given up. What was shown
 * stays until the next moment's labels are here.
 */
export class TimeTraveller {
  readonly state = new Store<Travel>(NOW);
  readonly #sources: Sources;
  readonly #kept = new Map<string, Labelmap>();
  #abort = new AbortController();
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** At once; `whenRested`: while a slider is being dragged, only where the hand rests. */
  goTo(wanted: Place, { whenRested = false } = {}): void {
    this.#giveUp();
    this.state.set({ wanted, shown: this.state.get().shown, status: 'on the way' });
    const { signal } = this.#abort;
    const go = () => void this.#go(wanted, signal);
    if (whenRested) this.#rest = setTimeout(go, REST_MS);
    else go();
  }

  /** Back to now. False when one is there already. */
  back(): boolean {
    this.#giveUp();
    if (this.state.get().wanted === undefined) return false;
    this.state.set(NOW);
    return true;
  }

  again(): void {
    const { wanted } = this.state.get();
    if (wanted) this.goTo(wanted);
  }

  #giveUp(): void {
    clearTimeout(this.#rest);
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  async #go(wanted: Place, signal: AbortSignal): Promise<void> {
    try {
      const moment = await this.#sources.findMoment(wanted, signal);
      const labels = this.#kept.get(moment.position) ?? (await this.#sources.fetchLabels(moment.position, signal));
      if (signal.aborted) return;
      this.#keep(moment.position, labels);
      this.state.set({ wanted, shown: { moment, labels }, status: 'there' });
    } catch (error) {
      if (signal.aborted) return;
      const message = isAppError(error) ? (error as AppError).message : 'The server could not tell.';
      this.state.set({ wanted, shown: this.state.get().shown, status: 'failed', message });
    }
  }

  /** The least recently shown go first. */
  #keep(position: string, labels: Labelmap): void {
    this.#kept.delete(position);
    this.#kept.set(position, labels);
    for (const [oldest] of this.#kept) {
      if (this.#kept.size <= KEPT) return;
      this.#kept.delete(oldest);
    }
  }
}
