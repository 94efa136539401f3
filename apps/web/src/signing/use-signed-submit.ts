'use client';

import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTRPC } from '../client/trpc.ts';
import { type Signature, signatureOf } from './confirm.ts';

/** A form that may be signed: the server confirms who signs, then `send` gets the form with the signature, if there is one. */
export function useSignedSubmit(send: (form: FormData, signature: Signature | undefined) => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [problem, setProblem] = useState<string>();
  const [isConfirming, setConfirming] = useState(false);
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setProblem(undefined);
    setConfirming(true);
    const answer = await signatureOf(form);
    setConfirming(false);
    // A first password may have been set just now, also where what came after it failed.
    if (form.has('isFirstPassword')) void queryClient.invalidateQueries({ queryKey: trpc.users.me.pathKey() });
    if ('problem' in answer) setProblem(answer.problem);
    else send(form, answer.ok);
  };
  return { onSubmit, isConfirming, problem: problem === undefined ? null : { message: problem } };
}
