'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, ShieldAlert, ShieldCheck, ShieldQuestion } from 'lucide-react';
import { toast } from 'sonner';
import { Card } from '../admin/Card.tsx';
import { type Outputs, useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { cx } from '../ui/class-names.ts';
import { count } from '../ui/format.ts';
import { TimeAgo } from '../ui/TimeAgo.tsx';

type Status = Outputs['audit']['status'];

const LOOKS = {
  good: { Icon: ShieldCheck, tone: 'text-ok' },
  waiting: { Icon: ShieldQuestion, tone: 'text-warn' },
  bad: { Icon: ShieldAlert, tone: 'text-danger' },
} as const;

function verdictOf(status: Status): { look: keyof typeof LOOKS; text: string } {
  const { faults, signed, verified, weaknesses } = status;
  if (faults.length > 0) return { look: 'bad', text: 'The log is damaged.' };
  if (weaknesses.length > 0) return { look: 'bad', text: 'This database does not protect history.' };
  if (!signed) return { look: 'waiting', text: 'Nothing is signed yet: is the notary running?' };
  if (!verified) return { look: 'waiting', text: 'Signed. Nobody has verified the whole log yet.' };
  return { look: 'good', text: `Intact: verified up to #${verified.upTo}.` };
}

/** Whether the log is what it was: signed how far, verified when, damaged where. */
export function LogStatusCard() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: status } = useQuery(trpc.audit.status.queryOptions(undefined, { refetchInterval: 5000 }));
  const verify = useMutation(
    trpc.audit.verify.mutationOptions({
      onError: (error) => toast.error(error.message),
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.audit.status.pathKey() }),
    }),
  );
  if (!status) return null;
  const { look, text } = verdictOf(status);
  const { Icon, tone } = LOOKS[look];
  return (
    <Card title="Evidence" aside={`#${status.head}`}>
      <div className="grid gap-3 p-4 text-sm">
        <p role="status" className="flex items-start gap-2 font-medium">
          <Icon className={cx('mt-px size-5 shrink-0', tone)} aria-hidden="true" />
          {text}
        </p>
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-xs text-soft">
          <dt className="text-faint">Signed</dt>
          <dd>
            {status.signed ? (
              <>
                {count(status.signed.size, 'event')}, <TimeAgo iso={status.signed.at} />
              </>
            ) : (
              'not yet'
            )}
          </dd>
          <dt className="text-faint">Verified</dt>
          <dd>{status.verified ? <TimeAgo iso={status.verified.at} /> : 'not yet'}</dd>
          <dt className="text-faint">Time stamp</dt>
          <dd>{status.anchored ? <TimeAgo iso={status.anchored.at} /> : 'no authority is set up'}</dd>
          <dt className="text-faint">Log</dt>
          <dd className="truncate font-mono text-2xs leading-4" title={status.origin ?? ''}>
            {status.origin ?? 'not named yet'}
          </dd>
          <dt className="text-faint">Key</dt>
          <dd className="font-mono text-2xs leading-4">{status.keyId ?? 'none yet'}</dd>
        </dl>
        {status.faults.length > 0 ? (
          <ul aria-label="Faults" className="grid gap-1.5 text-xs text-danger">
            {status.faults.map(({ position, sentence }) => (
              <li key={position}>{sentence}</li>
            ))}
          </ul>
        ) : null}
        {status.weaknesses.length > 0 ? (
          <ul aria-label="Weaknesses" className="grid gap-1.5 text-xs text-danger">
            {status.weaknesses.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        ) : null}
        <div className="flex flex-wrap gap-2">
          <Button size="sm" isBusy={verify.isPending || status.isVerifying} onClick={() => verify.mutate({})}>
            {status.isVerifying ? 'Verifying' : 'Verify the whole log'}
          </Button>
          <a
            href="/api/v1/log/checkpoint"
            download
            className="inline-flex h-7 items-center gap-1.5 rounded-md px-2.5 text-xs text-soft hover:bg-raised hover:text-ink"
          >
            <Download className="size-3.5" aria-hidden="true" /> Keep a checkpoint
          </a>
        </div>
        <p className="text-2xs text-faint">
          A checkpoint that is kept elsewhere shows later whether anything before it was rewritten, whoever did it.
        </p>
      </div>
    </Card>
  );
}
