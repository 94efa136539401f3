import { describeActor, type EventType } from '@scholia/domain';
import type { NameDirectory } from '../../events/names.ts';
import { actorId } from '../../schemas.ts';
import { EVENT_CODES, wordsOf } from '../event-codes.ts';
import { BAD, type Html, html, nothing } from './html.ts';
import type { Participant, Summary } from './summary.ts';
import { moment, number } from './words.ts';

const KINDS = { user: 'person', model: 'model', system: 'part of Scholia' } as const;

/** Who took part, with which rights at the end of the range, and how often what happened. */
export function summarySection(summary: Summary, names: NameDirectory): Html {
  const participants = [...summary.participants.values()].sort((a, b) => b.events - a.events);
  const types = [...summary.byType].sort(([, a], [, b]) => b - a);
  return html`<section id="summary"><h2>Summary</h2>
<table><caption>Who took part, and with which roles at the end of the range</caption>
<thead><tr><th scope="col">Who</th><th scope="col">Kind</th><th scope="col">Roles</th><th scope="col" class="right">Events</th><th scope="col">First and last</th></tr></thead>
<tbody>${participants.map((one) => participantRow(one, names))}</tbody></table>
<h3>What happened</h3>
<table class="narrow"><caption>Events by kind</caption>
<thead><tr><th scope="col">Kind of event</th><th scope="col" class="right">Events</th></tr></thead>
<tbody>${types.map(([type, count]) => typeRow(type, count))}</tbody></table>
</section>
`;
}

function participantRow(
  { actor, roles, isAdministrator, isAuditor, events, first, last }: Participant,
  names: NameDirectory,
): Html {
  const held = [...roles].map(([projectId, role]) => `${role} of ${names.nameOf(projectId)}`);
  const standing = isAdministrator
    ? ['administrator of the organisation']
    : isAuditor
      ? ['auditor of the organisation']
      : [];
  const rights = [...standing, ...held].join(', ');
  const id = actorId(actor);
  const idIfOther = actor.type === 'system' ? nothing : html`<br><span class="hash soft">${id}</span>`;
  const span = first && last ? html`${moment(first)}<br>${moment(last)}` : html`<span class="soft">none</span>`;
  return html`<tr><th scope="row">${describeActor(actor, names.nameOf)}${idIfOther}</th><td>${KINDS[actor.type]}</td><td>${
    rights || (actor.type === 'user' ? 'none' : '')
  }</td><td class="right">${number(events)}</td><td>${span}</td></tr>
`;
}

function typeRow(type: EventType, count: number): Html {
  const isFailure = EVENT_CODES[type].failed === true;
  return html`<tr${isFailure ? BAD : nothing}><th scope="row">${wordsOf(type)}</th><td class="right">${number(count)}</td></tr>
`;
}
