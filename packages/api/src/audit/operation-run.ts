import { describeActor, type NameOf, type PayloadOf, type StoredEvent } from '@scholia/domain';

type Operation = StoredEvent<'OperationCommitted'>;
type Kind = PayloadOf<'OperationCommitted'>['kind'];

const NOUNS: Readonly<Record<Kind, readonly [one: string, many: string]>> = {
  Stroke: ['stroke', 'strokes'],
  Fill: ['fill', 'fills'],
  Patch: ['change with a tool', 'changes with a tool'],
  Mask: ['mask', 'masks'],
  Undo: ['undo', 'undos'],
  Redo: ['redo', 'redos'],
  ClearPrompts: ['clearing of prompts', 'clearings of prompts'],
};

/** Operations of one person on one reading, told as one. */
export class OperationRun {
  readonly first: Operation;
  #last: Operation;
  readonly #kinds = new Map<Kind, number>();
  #count = 0;

  constructor(first: Operation) {
    this.first = first;
    this.#last = first;
    this.add(first);
  }

  /** Whose operations on what may go together. */
  static keyOf({ actor, readingId }: Operation): string {
    return `${describeActor(actor, (id) => id)} ${readingId}`;
  }

  add(operation: Operation): void {
    const { kind } = operation.payload;
    this.#last = operation;
    this.#count++;
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
  }

  get last(): Operation {
    return this.#last;
  }

  get count(): number {
    return this.#count;
  }

  get kinds(): ReadonlyMap<Kind, number> {
    return this.#kinds;
  }

  /** "reader-1 made 14 edits of case-03: 12 strokes, 2 undos." */
  tell(nameOf: NameOf): string {
    const { actor, imageId } = this.first;
    const parts = [...this.#kinds].map(([kind, count]) => `${count} ${NOUNS[kind][count === 1 ? 0 : 1]}`);
    const what = `${this.#count} ${this.#count === 1 ? 'edit' : 'edits'}`;
    const where = imageId === null ? '' : ` of ${nameOf(imageId)}`;
    return `${describeActor(actor, nameOf)} made ${what}${where}: ${parts.join(', ')}.`;
  }
}
