// The verifier as a page: drop a bundle on it. Nothing leaves the browser.
import { openBundle } from './verify/bundle-files.ts';
import { outcomeOf, tellVerification } from './verify/tell.ts';
import { parseCertificates } from './verify/time-stamp.ts';
import { verifyBundle } from './verify/verify.ts';

const inputs = ['bundle', 'witness', 'authorities', 'labels'].map(
  (id) => document.getElementById(id) as HTMLInputElement,
);
const [bundle, witness, authorities, labels] = inputs;
const output = document.getElementById('output') as HTMLElement;

const texts = ({ files }: HTMLInputElement) => Promise.all([...(files ?? [])].map((file) => file.text()));

async function run(): Promise<void> {
  const file = bundle.files?.[0];
  if (!file) return;
  output.dataset.outcome = 'busy';
  try {
    const verification = await verifyBundle(await openBundle(file), {
      witnesses: await texts(witness),
      authorities: (await texts(authorities)).flatMap(parseCertificates),
      labels: [...(labels.files ?? [])].map((file) => ({ name: file.name, file })),
      onProgress: (what) => {
        output.textContent = what;
      },
    });
    output.textContent = tellVerification(verification).join('\n');
    output.dataset.outcome = outcomeOf(verification);
  } catch (error) {
    output.textContent = `This cannot be verified. ${error instanceof Error ? error.message : ''}`;
    output.dataset.outcome = 'faulty';
  }
}

for (const input of inputs) input.addEventListener('change', () => void run());
