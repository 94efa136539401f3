import { mergeSummaries, type ViewingSummary } from '@scholia/viewer/viewing';

export interface ViewingLetter {
  readonly readingId: string;
  readonly summary: ViewingSummary;
}

/** 'later': nobody answered, or not now. 'refused': sending it again would not help. */
export type Delivery = 'delivered' | 'refused' | 'later';

export interface OutboxParts {
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** Under which name the letters wait in the storage: one for each person. */
  readonly key: string;
  readonly deliver: (letter: ViewingLetter) => Promise<Delivery>;
}

/** Twenty minutes offline; beyond that the older ones are told together. */
const MOST = 40;

/**
 * Viewing summaries on their way to the server. They wait in the storage until they are delivered: offline, and when the page goes while
 * one is under way. One that arrives twice counts once, so nothing is lost by sending again. Other tabs may use the same storage.
 */
export class ViewingOutbox {
  readonly #parts: OutboxParts;
  /** What waits, where the storage cannot keep it. */
  #unstored: readonly ViewingLetter[] | undefined;
  #sending = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  get waiting(): readonly ViewingLetter[] {
    return this.#unstored ?? lettersOf(this.#parts.storage.getItem(this.#parts.key));
  }

  add(letter: ViewingLetter): void {
    this.#keep(bounded([...this.waiting, letter]));
  }

  /** Delivers what waits, oldest first, until something has to wait for later. */
  async send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let [next] = this.waiting; next; [next] = this.waiting) {
        const delivery = await this.#parts.deliver(next).catch((): Delivery => 'later');
        if (delivery === 'later') return;
        this.#remove(next);
      }
    } finally {
      this.#sending = false;
    }
  }

  #remove({ readingId, summary }: ViewingLetter): void {
    this.#keep(this.waiting.filter((one) => one.readingId !== readingId || one.summary.from !== summary.from));
  }

  #keep(letters: readonly ViewingLetter[]): void {
    try {
      this.#parts.storage.setItem(this.#parts.key, JSON.stringify(letters));
      this.#unstored = undefined;
    } catch {
      // Full, or forbidden in a private window: they live as long as the page.
      this.#unstored = letters;
    }
  }
}

/** Joins the two oldest of one reading while there are too many. Never the first: it may be under way already, and count as it was. */
function bounded(letters: readonly ViewingLetter[]): readonly ViewingLetter[] {
  if (letters.length <= MOST) return letters;
  for (let n = 1; n < letters.length - 1; n++) {
    const [older, newer] = [letters[n], letters[n + 1]];
    if (older.readingId !== newer.readingId) continue;
    const joined = { ...older, summary: mergeSummaries(older.summary, newer.summary) };
    return [...letters.slice(0, n), joined, ...letters.slice(n + 2)];
  }
  return letters.slice(1);
}

/** Only this class writes there, but an older version of the page may have. */
function lettersOf(text: string | null): readonly ViewingLetter[] {
  try {
    const letters: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(letters) ? letters : [];
  } catch {
    return [];
  }
}
