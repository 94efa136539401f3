import { fields } from '@scholia/domain';
import { membersOf } from '@scholia/projections';
import { z } from 'zod';
import { person } from '../schemas.ts';
import { projectScope } from '../scopes.ts';
import { query } from '../use-case.ts';

export const listMembers = query({
  name: 'projects.members',
  summary: 'Who holds a role in the project.',
  input: z.object({ projectId: fields.projectId }),
  output: z.array(person.extend({ role: fields.role })),
  access: { type: 'project', capability: 'label.view', scope: projectScope },
  async run({ services }, { projectId }) {
    const members = await membersOf(services.sql, projectId);
    return members.map(({ name, color, ...member }) => ({
      ...member,
      name: name ?? member.userId.slice(-8),
      color: color ?? '#888888',
    }));
  },
});
