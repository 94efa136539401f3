/** What can be wrong with a log, a bundle, or what is said about them. Each has its own message and is never reworded away. */
export type FaultCode =
  // the file
  | 'file-missing'
  | 'file-altered'
  | 'file-malformed'
  // each event
  | 'hash'
  | 'canonical'
  | 'schema'
  | 'gap'
  | 'version'
  | 'previous'
  | 'time'
  | 'scope'
  // the tree and what was signed about it
  | 'tree'
  | 'checkpoint'
  | 'signature'
  | 'key'
  | 'witness'
  | 'anchor'
  // what happened
  | 'stage'
  | 'authority'
  | 'signing'
  | 'author'
  | 'replay'
  | 'export'
  | 'blob';

export interface Finding {
  readonly code: FaultCode;
  /** Of the event concerned. */
  readonly position?: string | undefined;
  readonly message: string;
}

/** Collects what is wrong; of many of a kind the first ones are told, the others counted. */
export class Findings {
  readonly #list: Finding[] = [];
  readonly #counts = new Map<FaultCode, number>();

  add(code: FaultCode, message: string, position?: string): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= 20) this.#list.push({ code, message, position });
  }

  get list(): readonly Finding[] {
    return this.#list;
  }

  get counts(): ReadonlyMap<FaultCode, number> {
    return this.#counts;
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }
}
