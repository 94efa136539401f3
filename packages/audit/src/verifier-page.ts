// The verifier as a page: drop a bundle on it. Nothing leaves the browser.
import { openBundle } from './verify/bundle-files.ts';
import { outcomeOf, tellVerification } from './verify/tell.ts';
import { verifyBundle } from './verify/verify.ts';

const [bundle, witness, authority] = ['bundle', 'witness', 'authority'].map(
  (id) => document.getElementById(id) as HTMLInputElement,
);
const output = document.getElementById('output') as HTMLElement;

async function run(): Promise<void> {
  const file = bundle.files?.[0];
  if (!file) return;
  output.dataset.outcome = 'busy';
  try {
    const verification = await verifyBundle(await openBundle(file), {
      witnesses: await textsOf(witness),
      tsaRoots: await textsOf(authority),
      onProgress: (what) => {
        output.textContent = what;
      },
    });
    output.textContent = tellVerification(verification).join('\n');
    output.dataset.outcome = outcomeOf(verification);
  } catch (error) {
    output.textContent = `This file cannot be read as a bundle. ${error instanceof Error ? error.message : ''}`;
    output.dataset.outcome = 'faulty';
  }
}

const textsOf = (input: HTMLInputElement) => Promise.all([...(input.files ?? [])].map((one) => one.text()));

for (const input of [bundle, witness, authority]) input.addEventListener('change', () => void run());
