'use client';

import { STATEMENTS, type Statement } from '@scholia/domain';
import { useQuery } from '@tanstack/react-query';
import { PenLine } from 'lucide-react';
import { useTRPC } from '../client/trpc.ts';
import { Field } from '../ui/Field.tsx';

export interface SignatureFieldsProps {
  readonly statements: readonly Statement[];
}

/** What one says by signing, and the password that proves who says it. `signatureOf` reads them from the form around. */
export function SignatureFields({ statements }: SignatureFieldsProps) {
  const trpc = useTRPC();
  const { data: me } = useQuery(trpc.users.me.queryOptions());
  const isFirst = me?.hasPassword === false;
  return (
    <fieldset className="grid gap-3 rounded-lg bg-well/60 p-3 ring-1 ring-line">
      <legend className="sr-only">Signature</legend>
      <p className="flex items-center gap-1.5 text-xs font-medium text-soft">
        <PenLine className="size-3.5" aria-hidden="true" /> {me ? `Signature of ${me.name}` : 'Your signature'}
      </p>
      <div className="grid gap-1" role="radiogroup" aria-label="What you sign">
        {statements.map((one, index) => (
          <label
            key={one}
            className="flex cursor-pointer items-start gap-2.5 rounded-md px-1.5 py-1 text-sm hover:bg-raised"
          >
            <input
              type="radio"
              name="statement"
              value={one}
              required
              defaultChecked={statements.length === 1 && index === 0}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            {STATEMENTS[one].text}
          </label>
        ))}
      </div>
      {isFirst ? <input type="hidden" name="isFirstPassword" value="yes" /> : null}
      <Field
        label={isFirst ? 'Choose a password' : 'Your password'}
        name="password"
        type="password"
        required
        minLength={isFirst ? 10 : 1}
        maxLength={200}
        autoComplete={isFirst ? 'new-password' : 'current-password'}
        hint={
          isFirst
            ? 'You have none yet. At least 10 characters; signing takes it each time.'
            : 'To confirm that it is you who signs.'
        }
      />
    </fieldset>
  );
}
