'use client';

import type { ProjectId } from '@scholia/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTRPC } from '../../client/trpc.ts';
import { type Draft, declarationOf, draftOf } from './draft.ts';
import { type Inspected, sendNetwork, type UploadedFile } from './foreign-model.ts';

export type Sending =
  | { readonly step: 'choose'; readonly problem: string | undefined }
  | { readonly step: 'send'; readonly name: string; readonly share: number }
  | { readonly step: 'declare'; readonly inspected: Inspected };

/** A network on its way into a project: sent, declared, tried. */
export function useNetwork(projectId: ProjectId) {
  const trpc = useTRPC();
  const [sending, setSending] = useState<Sending>({ step: 'choose', problem: undefined });
  const [draft, setDraft] = useState<Draft>();
  const abort = useRef(new AbortController());
  useEffect(() => () => abort.current.abort(), []);
  const { data: uploads = [] } = useQuery(trpc.models.uploads.queryOptions({ projectId }));
  const request = useMutation(trpc.models.upload.mutationOptions());

  const send = async (file: File) => {
    setSending({ step: 'send', name: file.name, share: 0 });
    const { signal } = abort.current;
    const outcome = await sendNetwork(
      projectId,
      file,
      (share) => setSending({ step: 'send', name: file.name, share }),
      signal,
    );
    if (signal.aborted) return;
    if (outcome.status === 'failed') setSending({ step: 'choose', problem: outcome.message });
    else {
      setSending({ step: 'declare', inspected: outcome.inspected });
      setDraft(draftOf(outcome.inspected.declaration));
    }
  };
  const modelId = sending.step === 'declare' ? sending.inspected.modelId : undefined;
  /** How its dry run goes; undefined until it was asked for. */
  const tried: UploadedFile | undefined = uploads.find((one) => one.modelId === modelId && one.status !== 'received');
  const { declaration, problems } = draft ? declarationOf(draft) : { declaration: null, problems: {} };
  const attempt = () => {
    if (modelId && declaration) request.mutate({ modelId, declaration });
  };
  return {
    sending,
    send,
    draft,
    setDraft,
    problems,
    tried,
    isBusy: request.isPending || tried?.status === 'checking',
    error: request.error,
    /** Asks for a dry run; undefined while the declaration cannot be used. */
    attempt: declaration ? attempt : undefined,
  };
}
