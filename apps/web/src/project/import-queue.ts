import { type FileAnswer, sendFile } from '../client/send-file.ts';
import { Store } from '../ui/store.ts';
import { outcomeOf, type UploadOutcome } from './upload-outcome.ts';

export type ImportState =
  | { readonly status: 'waiting' }
  | { readonly status: 'uploading'; readonly share: number }
  /** All bytes are there; the server reads and stores them. */
  | { readonly status: 'checking' }
  | UploadOutcome;

export interface ImportItem {
  readonly id: number;
  readonly file: File;
  readonly state: ImportState;
  readonly choices: ImportChoices;
}

/** What a person decided about a file that cannot be imported as it is. */
export interface ImportChoices {
  /** Volume of a 4D file, from 0. */
  readonly volume?: number;
  readonly replaceNonFinite?: number;
}

/** Sends a file; calls `onShare` with the share of bytes sent, 0 to 1. Resolves for every answer, even none. */
export type SendFile = (file: File, choices: ImportChoices, onShare: (share: number) => void) => Promise<FileAnswer>;

const AT_ONCE = 2;

/** Files on their way into a project: two at a time, each with its own fate. */
export class ImportQueue {
  readonly items = new Store<readonly ImportItem[]>([]);
  readonly #send: SendFile;
  readonly #onOutcome: (outcome: UploadOutcome) => void;
  #nextId = 1;

  constructor(send: SendFile, onOutcome: (outcome: UploadOutcome) => void = () => {}) {
    this.#send = send;
    this.#onOutcome = onOutcome;
  }

  add(files: readonly File[]): void {
    const added = files.map((file) => ({
      id: this.#nextId++,
      file,
      state: { status: 'waiting' } as const,
      choices: {},
    }));
    this.items.set([...this.items.get(), ...added]);
    this.#startWaiting();
  }

  /** Once more, with what was decided meanwhile. */
  retry(id: number, choices: ImportChoices = {}): void {
    const item = this.items.get().find((one) => one.id === id);
    if (!item) return;
    this.#change(id, { state: { status: 'waiting' }, choices: { ...item.choices, ...choices } });
    this.#startWaiting();
  }

  dismiss(id: number): void {
    this.items.set(this.items.get().filter((item) => item.id !== id));
  }

  dismissDone(): void {
    this.items.set(this.items.get().filter(({ state }) => state.status !== 'imported'));
  }

  #startWaiting(): void {
    const isBusy = ({ state }: ImportItem) => state.status === 'uploading' || state.status === 'checking';
    for (const item of this.items.get()) {
      if (this.items.get().filter(isBusy).length >= AT_ONCE) return;
      if (item.state.status === 'waiting') void this.#run(item);
    }
  }

  async #run({ id, file, choices }: ImportItem): Promise<void> {
    this.#change(id, { state: { status: 'uploading', share: 0 } });
    const { status, body } = await this.#send(file, choices, (share) =>
      this.#change(id, { state: share >= 1 ? { status: 'checking' } : { status: 'uploading', share } }),
    );
    const outcome = outcomeOf(status, body);
    this.#change(id, { state: outcome });
    this.#onOutcome(outcome);
    this.#startWaiting();
  }

  #change(id: number, change: Partial<ImportItem>): void {
    this.items.set(this.items.get().map((item) => (item.id === id ? { ...item, ...change } : item)));
  }
}

export function sendToProject(projectId: string): SendFile {
  return (file, choices, onShare) => {
    const query = new URLSearchParams({ name: titleOf(file.name) });
    for (const [key, value] of Object.entries(choices)) query.set(key, String(value));
    return sendFile(`/api/v1/projects/${projectId}/images?${query}`, file, onShare);
  };
}

/** The name that an image gets: its file's, without the format. */
export function titleOf(fileName: string): string {
  return fileName.replace(/\.nii(\.gz)?$/i, '').slice(0, 200) || 'image';
}
