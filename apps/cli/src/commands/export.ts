import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ReadingFold } from '@scholia/api/reading-fold';
import type { Services } from '@scholia/api/services';
import { AppError, must } from '@scholia/core';
import { streams } from '@scholia/domain';
import { gzip, writeNifti } from '@scholia/formats';
import { affine } from '@scholia/geometry';
import {
  getReading,
  type ImageView,
  isStanding,
  listImages,
  type ProjectView,
  type ReadingView,
  signaturesOf,
} from '@scholia/projections';
import type { Command } from 'commander';
import { print, progress } from '../output.ts';
import { ACTOR, findProject, withServices } from '../session.ts';

interface Options {
  readonly project: string;
  readonly out: string;
  readonly drafts: boolean;
  readonly json: boolean;
}

export function registerExport(command: Command): void {
  command
    .command('labels')
    .description('NIfTI labelmaps on the grid of their images, and labels.json, which says what each value means.')
    .requiredOption('--project <name>', 'name or id of the project')
    .requiredOption('--out <folder>', 'where to write; made when missing')
    .option('--drafts', 'also readings that nobody has submitted yet', false)
    .option('--json', 'print labels.json instead of a sentence', false)
    .action(async (options: Options) => {
      const summary = await withServices((services) => exportLabels(services, options));
      print(options.json, summary, () => `${summary.images.length} labelmaps and labels.json in ${options.out}`);
    });
}

async function exportLabels(services: Services, { project: wanted, out, drafts, json }: Options) {
  const project = await findProject(services, wanted);
  // One position for everything: the files and labels.json are of one moment, whatever is drawn meanwhile.
  const head = await services.events.head();
  const images = (await listImages(services.sql, project.id)).filter(
    ({ status }) => status === 'submitted' || (drafts && status === 'in-progress'),
  );
  await mkdir(out, { recursive: true });
  const names = fileNames(images);
  const rows = [];
  for (const [index, image] of images.entries()) {
    const file = names[index];
    const reading = must(
      await getReading(services.sql, must(image.readingId, 'what has labels has a reading')),
      'an image names a reading that exists',
    );
    rows.push(await exportOne(services, image, reading, { file, out, head }));
    if (!json) progress(`[${index + 1}/${images.length}] ${file}`);
  }
  const summary = labelsFile(project, head, rows);
  await writeFile(join(out, 'labels.json'), `${JSON.stringify(summary, null, 2)}\n`);
  return summary;
}

interface Place {
  readonly file: string;
  readonly out: string;
  readonly head: bigint;
}

async function exportOne(services: Services, image: ImageView, reading: ReadingView, { file, out, head }: Place) {
  const submission = image.status === 'submitted' ? reading.submission : null;
  const position = submission?.upToPosition ?? head;
  const labels = new ReadingFold(services, reading.id, image);
  await labels.catchUp(position);
  const digest = labels.fold.digest();
  // Invariant 3: what the log folds to is what was submitted.
  if (submission && digest !== submission.labelDigest) {
    throw new AppError('integrity-failed', `The labels of "${image.name}" are not those that were submitted.`);
  }
  const signatures = (await signaturesOf(services.sql, reading.id)).filter((one) => isStanding(one, reading));
  const voxels = labels.fold.labels.toDense();
  const [readingId, imageId] = [reading.id, image.id];
  // Ahead of the file: better told and not written than the other way round.
  const what = { readingId, imageId, format: 'nifti', upToPosition: String(position), labelDigest: digest };
  const scope = { projectId: image.projectId, imageId, readingId };
  await services.events.append({
    streamId: streams.reading(readingId),
    events: [{ type: 'LabelsExported', payload: what, actor: ACTOR, ...scope }],
  });
  const nifti = writeNifti({ dims: image.dims, affine: affine('ijk', 'ras', image.affine), data: voxels });
  await writeFile(join(out, file), gzip(nifti));
  return {
    file,
    image: image.name,
    imageId: image.id,
    imageSha256: image.blob,
    volumeIndex: image.volumeIndex,
    readingId: reading.id,
    status: image.status,
    heldOut: reading.submission?.heldOut ?? false,
    position: String(position),
    labelDigest: digest,
    /** Who put their name to these very labels, and with which words. */
    signatures: signatures.map(({ by, at, stage, text }) => ({ by, at, stage, text })),
    dims: image.dims,
    affine: image.affine,
    voxels: countValues(voxels),
  };
}

function labelsFile(project: ProjectView, head: bigint, images: readonly Awaited<ReturnType<typeof exportOne>>[]) {
  return {
    project: { id: project.id, name: project.name },
    /** Log position of the export. */
    position: String(head),
    background: 0,
    labels: project.labels,
    images,
  };
}

/** Safe on every file system, and each its own: the second of two equal names gets "-2". */
function fileNames(images: readonly ImageView[]): string[] {
  const taken = new Set<string>();
  return images.map(({ name }) => {
    const safe = name.replace(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^\.+/, '_');
    for (let n = 1; ; n++) {
      const file = `${safe}${n === 1 ? '' : `-${n}`}.nii.gz`;
      if (taken.has(file.toLowerCase())) continue;
      taken.add(file.toLowerCase());
      return file;
    }
  });
}

function countValues(voxels: Uint8Array): Record<string, number> {
  const counts = new Array<number>(256).fill(0);
  for (const value of voxels) counts[value]++;
  return Object.fromEntries(counts.flatMap((count, value) => (value > 0 && count > 0 ? [[value, count]] : [])));
}
