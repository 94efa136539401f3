'use client';

import type { ProjectId, UserId } from '@scholia/core';
import { ROLES, type Role } from '@scholia/domain';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UserPlus, X } from 'lucide-react';
import { useState } from 'react';
import { useTRPC } from '../client/trpc.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { Select } from '../ui/Field.tsx';
import { FormProblem } from '../ui/FormProblem.tsx';
import { IconButton } from '../ui/IconButton.tsx';

const ROLE_TEXT: Readonly<Record<Role, string>> = {
  admin: 'Admin',
  annotator: 'Annotator',
  reviewer: 'Reviewer',
  viewer: 'Viewer',
  auditor: 'Auditor',
};
const ROLE_OPTIONS = ROLES.map((role) => ({ value: role, text: ROLE_TEXT[role] }));

/** Who takes part, and as what. */
export function MemberList({ projectId, mayManage }: { readonly projectId: ProjectId; readonly mayManage: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: members = [] } = useQuery(trpc.projects.members.queryOptions({ projectId }));
  const { data: users = [] } = useQuery(trpc.users.list.queryOptions(undefined, { enabled: mayManage }));
  const refresh = () => void queryClient.invalidateQueries({ queryKey: trpc.projects.members.pathKey() });
  const grant = useMutation(trpc.projects.grantRole.mutationOptions({ onSuccess: refresh }));
  const revoke = useMutation(trpc.projects.revokeRole.mutationOptions({ onSuccess: refresh }));
  const [added, setAdded] = useState('');
  const others = users.filter(({ userId }) => members.every((member) => member.userId !== userId));
  return (
    <div className="grid gap-3">
      <FormProblem error={grant.error ?? revoke.error} />
      <ul className="grid gap-0.5" aria-label="Members">
        {members.map((member) => (
          <li key={member.userId} className="flex h-10 items-center gap-2.5">
            <Avatar person={member} />
            <span className="min-w-0 flex-1 truncate text-sm">{member.name}</span>
            {mayManage ? (
              <>
                <Select
                  label={`Role of ${member.name}`}
                  value={member.role}
                  options={ROLE_OPTIONS}
                  onChange={(event) =>
                    grant.mutate({ projectId, userId: member.userId, role: event.target.value as Role })
                  }
                />
                <IconButton
                  size="sm"
                  label={`Remove ${member.name}`}
                  icon={<X className="size-3.5" />}
                  onClick={() => revoke.mutate({ projectId, userId: member.userId })}
                />
              </>
            ) : (
              <span className="text-xs text-soft">{ROLE_TEXT[member.role]}</span>
            )}
          </li>
        ))}
      </ul>
      {mayManage && others.length > 0 ? (
        <div className="flex items-center gap-2 border-t border-line pt-3">
          <Select
            label="Person to add"
            className="flex-1"
            value={added}
            options={[
              { value: '', text: 'Choose a person' },
              ...others.map(({ userId, name }) => ({ value: userId, text: name })),
            ]}
            onChange={(event) => setAdded(event.target.value)}
          />
          <Button
            size="md"
            icon={<UserPlus className="size-3.5" />}
            disabled={added === ''}
            isBusy={grant.isPending}
            onClick={() => {
              grant.mutate({ projectId, userId: added as UserId, role: 'annotator' });
              setAdded('');
            }}
          >
            Add as annotator
          </Button>
        </div>
      ) : null}
    </div>
  );
}
