import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Caller, createProject, importImage, invoke } from '@scholia/api';
import { AppError, isAppError, type ProjectId } from '@scholia/core';
import type { Command } from 'commander';
import { integer, number, palette } from '../arguments.ts';
import { print, progress } from '../output.ts';
import { findProject, withAdministrator } from '../session.ts';

interface Options {
  readonly project: string;
  readonly create?: string;
  readonly volume?: number;
  readonly replaceNonFinite?: number;
  readonly json: boolean;
}

type Outcome =
  | { readonly file: string; readonly outcome: 'imported'; readonly imageId: string; readonly name: string }
  | { readonly file: string; readonly outcome: 'known'; readonly imageId: string; readonly name: string }
  | { readonly file: string; readonly outcome: 'refused'; readonly code: string; readonly message: string };

export function registerImport(command: Command): void {
  command
    .argument('<paths...>', 'files and folders')
    .requiredOption('--project <name>', 'name or id of the project')
    .option('--create <labels>', 'create the project if need be, with these labels: "Liver,Spleen"')
    .option('--volume <index>', 'which volume of a 4D file, from 0', integer)
    .option('--replace-non-finite <value>', 'put this number where a file holds NaN or infinity', number)
    .option('--json', 'print one line of JSON', false)
    .addHelpText(
      'after',
      '\nA file that is in the project already is left as it is. Exit code 1 when any file was refused.',
    )
    .action(async (paths: string[], options: Options) => {
      const files = await filesOf(paths);
      const outcomes = await withAdministrator(async (caller) => await importAll(caller, files, options));
      const count = (wanted: Outcome['outcome']) => outcomes.filter(({ outcome }) => outcome === wanted).length;
      print(
        options.json,
        { images: outcomes },
        () => `${count('imported')} imported, ${count('known')} there already, ${count('refused')} refused.`,
      );
      if (count('refused') > 0) process.exitCode = 1;
    });
}

async function importAll(caller: Caller, files: readonly string[], options: Options): Promise<Outcome[]> {
  const projectId = await projectFor(caller, options);
  const outcomes: Outcome[] = [];
  for (const [index, file] of files.entries()) {
    const result = await importOne(caller, projectId, file, options);
    outcomes.push(result);
    if (options.json) continue;
    const said = result.outcome === 'refused' ? `refused. ${result.message}` : `${result.outcome}, "${result.name}"`;
    progress(`[${index + 1}/${files.length}] ${file}: ${said}`);
  }
  return outcomes;
}

async function importOne(
  caller: Caller,
  projectId: ProjectId,
  path: string,
  { volume, replaceNonFinite }: Options,
): Promise<Outcome> {
  const { uploadBytes } = caller.services.limits;
  const read = async () => {
    const { size } = await stat(path);
    if (size > uploadBytes) {
      const limit = Math.round(uploadBytes / 1024 ** 2);
      throw new AppError('too-large', `The file is larger than ${limit} MB. Raise SCHOLIA_MAX_UPLOAD_MB.`);
    }
    return { bytes: new Uint8Array(await readFile(path)), name: basename(path) };
  };
  try {
    const file = { name: basename(path), read };
    const { imageId, name } = await invoke(importImage, caller, { projectId, volume, replaceNonFinite, file });
    return { file: path, outcome: 'imported', imageId, name };
  } catch (error) {
    if (!isAppError(error) || error.retry !== 'never') throw error;
    const { imageId, name } = error.details;
    if (error.code === 'duplicate')
      return { file: path, outcome: 'known', imageId: String(imageId), name: String(name) };
    return { file: path, outcome: 'refused', code: error.code, message: adviceFor(error) };
  }
}

/** The reason as the format tells it, and the option of this command that helps. */
function adviceFor(error: AppError): string {
  const message = isAppError(error.cause) ? error.cause.message : error.message;
  const { reason, volumes } = error.details;
  if (reason === 'four-dimensional') return `${message} Here: --volume 0 to --volume ${Number(volumes) - 1}.`;
  if (reason === 'non-finite') return `${message} Here: --replace-non-finite 0 puts 0 in their place.`;
  return message;
}

async function projectFor(caller: Caller, { project, create }: Options): Promise<ProjectId> {
  try {
    return (await findProject(caller.services, project)).id;
  } catch (error) {
    if (!isAppError(error) || error.code !== 'not-found') throw error;
    if (create === undefined) throw new AppError('not-found', `${error.message} To create it: --create "Liver,Spleen"`);
  }
  const names = create.split(',').map((name) => name.trim());
  const labels = names.map((name, index) => ({ value: index + 1, name, color: palette(index) }));
  return (await invoke(createProject, caller, { name: project, labels })).projectId;
}

/** Folders opened up, by name; a file that was named is taken whatever it is called. */
async function filesOf(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (!found) throw new AppError('not-found', `There is no file or folder "${path}".`);
    if (!found.isDirectory()) {
      files.push(path);
      continue;
    }
    const names = await readdir(path, { recursive: true });
    const images = names.filter((name) => /\.nii(\.gz)?$/i.test(name) && !basename(name).startsWith('.'));
    if (images.length === 0) throw new AppError('not-found', `"${path}" holds no .nii or .nii.gz file.`);
    files.push(...images.sort().map((name) => join(path, name)));
  }
  return files;
}
