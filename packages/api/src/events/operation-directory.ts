import { decodeOperation, idText, type Operation, type OperationId } from '@scholia/collab';
import {
  fromBase64,
  isAppError,
  type ModelId,
  type ProjectId,
  type ProposalId,
  type ReadingId,
  type UserId,
} from '@scholia/core';
import { describeEvent, type NameOf, type StoredEvent } from '@scholia/domain';
import { searchEvents } from '@scholia/event-store';
import { getProject, getProposal } from '@scholia/projections';
import type { Services } from '../services.ts';
import { describeOperation, type OperationFacts, operationNoun } from './describe-operation.ts';

/** Labels are renamed rarely. */
const KEEP_MS = 60_000;
/** Most people undo what they did last: so many operations before an undo are looked through for what it names. */
const LOOKED_THROUGH = 200;
const REMEMBERED = 5000;

/** The names of people and models, by id. */
export interface Names {
  nameOfPerson(id: UserId): Promise<string>;
  nameOfModel(id: ModelId): Promise<string>;
}

interface Target {
  readonly noun: string;
  readonly authorId: UserId | undefined;
}

/** What operations name (labels, proposals, other operations), looked up when one is shown, and remembered. */
export class OperationDirectory {
  readonly #services: Pick<Services, 'sql' | 'events' | 'clock'>;
  readonly #names: Names;
  readonly #labels = new Map<ProjectId, { readonly at: number; readonly names: ReadonlyMap<number, string> }>();
  readonly #proposals = new Map<ProposalId, OperationFacts['proposal']>();
  readonly #targets = new Map<string, Target>();

  constructor(services: Pick<Services, 'sql' | 'events' | 'clock'>, names: Names) {
    this.#services = services;
    this.#names = names;
  }

  /** The operation in one sentence; the domain's own, less telling one, for bytes that cannot be read. */
  async tell(event: StoredEvent<'OperationCommitted'>, nameOf: NameOf): Promise<string> {
    const op = operationOf(event);
    if (!op || event.actor.type !== 'user') return describeEvent(event, nameOf);
    this.#remember(event, op);
    const labels = event.projectId === null ? undefined : await this.#labelsOf(event.projectId);
    return describeOperation(op, nameOf(event.actor.userId), {
      labelName: (value) => labels?.get(value) ?? `label ${value}`,
      proposal:
        op.type === 'Mask' && op.source.type === 'proposal' ? await this.#proposal(op.source.proposalId) : undefined,
      target: op.type === 'Undo' || op.type === 'Redo' ? await this.#target(event, op.target) : undefined,
    });
  }

  /** Labels have got other names. */
  labelsChanged(projectId: ProjectId): void {
    this.#labels.delete(projectId);
  }

  async #labelsOf(projectId: ProjectId): Promise<ReadonlyMap<number, string>> {
    const known = this.#labels.get(projectId);
    const now = this.#services.clock();
    if (known && now - known.at < KEEP_MS) return known.names;
    const project = await getProject(this.#services.sql, projectId);
    const names = new Map(project?.labels.map(({ value, name }) => [value, name]));
    this.#labels.set(projectId, { at: now, names });
    return names;
  }

  async #proposal(id: ProposalId): Promise<OperationFacts['proposal']> {
    if (!this.#proposals.has(id)) {
      const found = await getProposal(this.#services.sql, id);
      const source = found?.source;
      const by = source?.type === 'model' ? await this.#names.nameOfModel(source.modelId) : 'the computer';
      this.#proposals.set(id, found && { by, voxels: found.voxels });
    }
    return this.#proposals.get(id);
  }

  async #target(event: StoredEvent<'OperationCommitted'>, id: OperationId): Promise<OperationFacts['target']> {
    const { readingId } = event.payload;
    const key = keyOf(readingId, id);
    if (!this.#targets.has(key)) {
      const { sql, events } = this.#services;
      const earlier = await searchEvents(sql, events.logId, {
        before: event.position,
        limit: LOOKED_THROUGH,
        readingId,
        types: ['OperationCommitted'],
      });
      for (const one of earlier) {
        const op = one.type === 'OperationCommitted' ? operationOf(one) : undefined;
        if (op) this.#remember(one as StoredEvent<'OperationCommitted'>, op);
      }
    }
    const target = this.#targets.get(key);
    if (!target) return undefined;
    const isOwn = event.actor.type === 'user' && event.actor.userId === target.authorId;
    const author = isOwn || !target.authorId ? undefined : await this.#names.nameOfPerson(target.authorId);
    return { noun: target.noun, author };
  }

  #remember({ payload, actor }: StoredEvent<'OperationCommitted'>, op: Operation): void {
    const authorId = actor.type === 'user' ? actor.userId : undefined;
    this.#targets.set(keyOf(payload.readingId, payload), { noun: operationNoun(op), authorId });
    for (const oldest of this.#targets.keys()) {
      if (this.#targets.size <= REMEMBERED) break;
      this.#targets.delete(oldest);
    }
  }
}

const keyOf = (readingId: ReadingId, id: OperationId) => `${readingId} ${idText(id)}`;

/** Undefined for bytes that cannot be read. */
export function operationOf({ payload }: StoredEvent<'OperationCommitted'>): Operation | undefined {
  try {
    return decodeOperation(fromBase64(payload.bytes));
  } catch (error) {
    if (!isAppError(error)) throw error;
    return undefined;
  }
}
