import { z } from 'zod';

/** Where a project can require that people sign. */
export const signingStage = z.enum(['submit', 'review', 'adjudication']);
export type SigningStage = z.output<typeof signingStage>;
export const SIGNING_STAGES = signingStage.options;

/**
 * What a signature says (21 CFR 11.50: its meaning). The event keeps the text as it was shown; a wording that changes is a new
 * statement, so that nobody has signed what they did not read.
 */
export const STATEMENTS = {
  'read-independently': { stage: 'submit', text: 'I read this case independently.' },
  'read-together': { stage: 'submit', text: 'I read this case together with others, and stand by these labels.' },
  'read-assisted': { stage: 'submit', text: 'I read this case with proposals of models, which I checked.' },
  approved: { stage: 'review', text: 'I reviewed this reading and approve it.' },
  returned: { stage: 'review', text: 'I reviewed this reading and return it to be corrected.' },
  adjudicated: { stage: 'adjudication', text: 'I compared the readings of this case and decide that this one stands.' },
} as const satisfies Record<string, { readonly stage: SigningStage; readonly text: string }>;

export type Statement = keyof typeof STATEMENTS;
export const statement = z.enum(Object.keys(STATEMENTS) as [Statement, ...Statement[]]);

/** How the person proved, at this very moment, to be who they are. */
export const confirmation = z.enum(['password']);

/** A signature that somebody gives with a command. The server knows of the confirmation; no client claims it. */
export interface Signature {
  readonly statement: Statement;
  readonly method: z.output<typeof confirmation>;
}

/** The statements of a stage, in the order in which they are offered. */
export function statementsOf(stage: SigningStage): Statement[] {
  return statement.options.filter((one) => STATEMENTS[one].stage === stage);
}
