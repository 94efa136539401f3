import { type Html, html, nothing } from './html.ts';
import type { Summary } from './summary.ts';

/** How a reader who trusts nobody checks what is said here. */
export function verifySection({ last }: Summary, note: string | undefined): Html {
  const end = last
    ? html`<p>The last event of this report is #${last.position.toString()}, with the hash <span class="hash">${last.hash}</span>.</p>`
    : nothing;
  const checkpoint =
    note === undefined
      ? nothing
      : html`<p>This is the newest signed checkpoint when the report was made. Kept on paper or elsewhere, it shows later whether anything
before it was rewritten, whoever did it:</p>
<pre>${note}</pre>`;
  return html`<section id="verify" class="page"><h2>How to verify</h2>
<p>This page is for reading. The evidence is the log: each event is chained to the one before it by its hash, all hashes are the leaves
of a Merkle tree, and its root is signed. A bundle of the same events holds them in the very bytes that were hashed, with the signed
roots and a verifier that needs nothing but Node:</p>
<pre>npx scholia audit export --format bundle --out audit.zip
node verify.mjs audit.zip --witness checkpoint.txt</pre>
${end}
${checkpoint}
</section>
</main>
</body>
</html>
`;
}
