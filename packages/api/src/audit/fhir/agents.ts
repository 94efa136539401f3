import type { ModelId } from '@scholia/core';
import type { Actor, StoredEvent } from '@scholia/domain';
import type { AuditEvent, AuditEventAgent, CodeableConcept, Coding, Device, Reference } from 'fhir/r5';
import { modelsOf, type NameDirectory } from '../../events/names.ts';
import { systems, textOf, uuid } from './values.ts';

type Agents = Required<Pick<AuditEvent, 'agent' | 'source'>> & Pick<AuditEvent, 'contained'>;

const HUMAN: Coding = { system: systems.securityRoles, code: 'humanuser', display: 'human user' };
const APPLICATION: Coding = { system: systems.dicom, code: '110150', display: 'Application' };
const SERVER: Coding = { system: systems.sourceTypes, code: '4', display: 'Application Server' };

/** Who did it, with which models, as which server saw it. Each model is a contained Device, with its version and weights. */
export function agentsOf(event: StoredEvent, names: NameDirectory): Agents {
  const models = [...new Set(modelsOf(event))];
  const devices = models.map((id, index) => deviceOf(id, `model-${index + 1}`, weightsIn(event), names));
  const { actor } = event;
  const others = models.filter((id) => actor.type !== 'model' || id !== actor.modelId);
  const referTo = (id: ModelId) => referenceTo(devices[models.indexOf(id)]);
  return {
    ...(devices.length > 0 ? { contained: devices } : {}),
    agent: [
      { ...agent(actor, referTo, names), requestor: true },
      ...others.map((id): AuditEventAgent => ({ type: concept(APPLICATION), who: referTo(id), requestor: false })),
    ],
    source: { observer: component('scholia', event.logId), type: [concept(SERVER)] },
  };
}

function agent(actor: Actor, referTo: (id: ModelId) => Reference, names: NameDirectory): AuditEventAgent {
  switch (actor.type) {
    case 'user': {
      const name = names.known(actor.userId);
      const display = name === undefined ? {} : { display: textOf(name) };
      return { type: concept(HUMAN), who: { type: 'Practitioner', identifier: uuid(actor.userId), ...display } };
    }
    case 'model':
      return { type: concept(APPLICATION), who: referTo(actor.modelId) };
    case 'system':
      return { type: concept(APPLICATION), who: component(actor.name) };
  }
}

/** A part of Scholia. */
function component(name: string, of?: string): Reference {
  const value = of === undefined ? name : `${name}/${of}`;
  return { type: 'Device', identifier: { system: systems.components, value: textOf(value) }, display: textOf(name) };
}

function deviceOf(modelId: ModelId, id: string, weights: string | undefined, names: NameDirectory): Device {
  const version = names.versionOf(modelId);
  const versions = [
    ...(version === undefined ? [] : [{ type: { text: 'model' }, value: String(version) }]),
    ...(weights === undefined ? [] : [{ type: { text: 'SHA-256 of the weights' }, value: weights }]),
  ];
  return {
    resourceType: 'Device',
    id,
    identifier: [uuid(modelId)],
    displayName: textOf(names.nameOf(modelId)),
    ...(versions.length > 0 ? { version: versions } : {}),
  };
}

const referenceTo = ({ id, displayName = '' }: Device): Reference => ({
  reference: `#${id}`,
  type: 'Device',
  display: displayName,
});

/** Of the model that the event is about. */
function weightsIn({ payload }: StoredEvent): string | undefined {
  if ('weights' in payload) return payload.weights;
  return 'source' in payload && payload.source.type === 'model' ? payload.source.weights : undefined;
}

const concept = (coding: Coding): CodeableConcept => ({ coding: [coding] });
