import { SIGNING_STAGES, type SigningStage } from '@scholia/domain';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type Outputs, useTRPC } from '../client/trpc.ts';
import { FormProblem } from '../ui/FormProblem.tsx';

export interface SigningSettingsProps {
  readonly project: Pick<Outputs['projects']['get'], 'projectId' | 'signing'>;
  readonly mayManage: boolean;
  readonly onSaved: () => void;
}

const TEXT: Readonly<Record<SigningStage, { readonly title: string; readonly what: string }>> = {
  submit: { title: 'Submitting a reading', what: 'Who submits signs how they read the case.' },
  review: {
    title: 'Reviewing a reading',
    what: 'A submitted reading awaits the signature of a reviewer; who reopens it signs that.',
  },
  adjudication: {
    title: 'Adjudicating',
    what: 'A submitted reading awaits the signature of who decides between readings.',
  },
};

/** Where people have to sign, with their password and in words that say what they sign. */
export function SigningSettings({ project, mayManage, onSaved }: SigningSettingsProps) {
  const trpc = useTRPC();
  const save = useMutation(trpc.projects.setSigning.mutationOptions({ onSuccess: onSaved }));
  const { projectId } = project;
  // What was chosen shows at once; what the project says, as soon as it says something else.
  const [signing, setSigning] = useState<readonly SigningStage[]>(project.signing);
  useEffect(() => setSigning(project.signing), [project.signing]);
  const toggle = (stage: SigningStage, isOn: boolean) => {
    const stages = SIGNING_STAGES.filter((one) => (one === stage ? isOn : signing.includes(one)));
    setSigning(stages);
    save.mutate({ projectId, stages }, { onError: () => setSigning(project.signing) });
  };
  return (
    <div className="grid gap-3">
      <FormProblem error={save.error} />
      <fieldset className="grid gap-1" disabled={!mayManage || save.isPending}>
        <legend className="mb-2 text-sm text-soft">A signature, confirmed by password, is required for:</legend>
        {SIGNING_STAGES.map((stage) => (
          <label
            key={stage}
            className="flex cursor-pointer items-start gap-2.5 rounded-md px-1.5 py-1.5 hover:bg-raised"
          >
            <input
              type="checkbox"
              checked={signing.includes(stage)}
              onChange={(event) => toggle(stage, event.target.checked)}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            <span className="text-sm">
              {TEXT[stage].title}
              <span className="block text-xs text-faint">{TEXT[stage].what}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p className="text-xs text-faint">
        Nobody reviews or adjudicates by signature what they submitted. Signatures that were given stay, whatever is
        chosen here.
      </p>
    </div>
  );
}
