import type { UserId } from '@scholia/core';
import { type Capability, can, type DomainEvent, type Role, type SigningStage } from '@scholia/domain';
import type { ReadEvent } from '@scholia/ledger';
import type { Findings } from './finding.ts';

/** What it takes to cause an event, for those that people cause by a right in a project. */
const NEEDS: Partial<Record<DomainEvent['type'], Capability>> = {
  LabelsChanged: 'project.manage',
  RoleGranted: 'project.manage',
  RoleRevoked: 'project.manage',
  ImageImported: 'image.import',
  ImageWithdrawn: 'image.withdraw',
  ReadingOpened: 'label.edit',
  OperationCommitted: 'label.edit',
  ReadingViewed: 'label.view',
  ImageAccessed: 'label.view',
  LabelsExported: 'label.view',
  ReadingSubmitted: 'reading.submit',
  ReadingReopened: 'reading.reopen',
  SigningPolicyChanged: 'project.manage',
  ReadingRestored: 'label.edit',
  TrainingCancelRequested: 'model.train',
};

/** What it takes to sign, by stage. */
const TO_SIGN: Record<SigningStage, Capability> = {
  submit: 'reading.submit',
  review: 'reading.review',
  adjudication: 'reading.review',
};

/** Follows who may do what, as the log says, and whether those who did it could. */
export class AuthorityCheck {
  readonly #findings: Findings;
  readonly #roles = new Map<string, Role>();
  readonly #administrators = new Set<UserId>();
  readonly #auditors = new Set<UserId>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** The event as it is now read: its payload in the newest version. */
  next(event: DomainEvent, { actor, project, position }: ReadEvent): void {
    const capability = event.type === 'ReadingSigned' ? TO_SIGN[event.payload.stage] : NEEDS[event.type];
    if (capability !== undefined && actor.type === 'user') {
      const role = this.#roleOf(actor.userId, project);
      if (!can(role, capability)) {
        const held = role === undefined ? 'no role' : `the role ${role}`;
        this.#findings.add(
          'authority',
          `#${position}: ${event.type} by user ${actor.userId}, who had ${held} in the project then and so not the right ${capability}.`,
          position,
        );
      }
    }
    if (event.type === 'AdministratorAppointed') this.#administrators.add(event.payload.userId);
    if (event.type === 'AuditorAppointed') this.#auditors.add(event.payload.userId);
    if (event.type === 'RoleGranted')
      this.#roles.set(`${event.payload.projectId} ${event.payload.userId}`, event.payload.role);
    if (event.type === 'RoleRevoked') this.#roles.delete(`${event.payload.projectId} ${event.payload.userId}`);
  }

  #roleOf(userId: UserId, project: string | null): Role | undefined {
    if (this.#administrators.has(userId)) return 'admin';
    return this.#roles.get(`${project} ${userId}`) ?? (this.#auditors.has(userId) ? 'auditor' : undefined);
  }
}
