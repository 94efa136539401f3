import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { must } from '@scholia/core';
import { gzip } from '@scholia/formats';
import prepareCluster from '@scholia/testing/global-setup';
import { FILES, parseCertificates, tellVerification } from '../src/index.ts';
import { Scene, textOf, verify } from '../test/scene.ts';

let removeCluster: () => Promise<void>;
test.beforeAll(async () => {
  removeCluster = await prepareCluster();
});
test.afterAll(async () => removeCluster());

test('the page in a bundle tells the same as the file does, and sends nothing anywhere', async ({ page }) => {
  const scene = await Scene.open();
  try {
    const { whole, folder, newest, authority } = scene;
    const labelsFile = [...whole.keys()].find((name) => name.startsWith('labels/'));
    const packed = gzip(must(whole.get(must(labelsFile, 'a reading was submitted')), 'it was just seen'));
    await writeFile(join(folder, 'verify.html'), textOf(whole, FILES.page));
    await writeFile(join(folder, 'newest'), newest);
    await writeFile(join(folder, 'root.pem'), authority?.root ?? '');
    await writeFile(join(folder, 'labels.nii.gz'), packed);
    const expected = await verify(whole, {
      witnesses: [newest],
      authorities: authority ? parseCertificates(authority.root) : [],
      labels: [{ name: 'labels.nii.gz', file: new Blob([packed as BlobPart]) }],
    });
    expect(expected.findings).toEqual([]);
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.url()));
    await page.goto(pathToFileURL(join(folder, 'verify.html')).href);
    const give = (label: RegExp, file: string) => page.getByLabel(label).setInputFiles(join(folder, file));
    await give(/Checkpoints/, 'newest');
    if (authority) await give(/authorities/, 'root.pem');
    await give(/Files of labels/, 'labels.nii.gz');
    await give(/Bundle/, 'whole.zip');
    const output = page.getByRole('status');
    await expect(output).toHaveAttribute('data-outcome', 'intact');
    expect(await output.textContent()).toBe(tellVerification(expected).join('\n'));
    expect(sent.filter((url) => !/^(file|blob):/.test(url))).toEqual([]);
  } finally {
    await scene.close();
  }
});
