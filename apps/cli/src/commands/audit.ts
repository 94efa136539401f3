import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import type { ProjectId } from '@scholia/core';
import type { EventStore } from '@scholia/event-store';
import type { Command } from 'commander';
import { progress } from '../output.ts';
import { findProject, withServices } from '../session.ts';

interface Options {
  readonly project?: string;
  readonly out?: string;
}

/** Events a query. */
const PAGE = 1000;

export function registerAudit(command: Command): void {
  command
    .command('export')
    .description('Events as JSON lines, in order of position: {"event": canonical bytes, "hash": hex}.')
    .option('--project <name>', 'only the events of this project (name or id)')
    .option('--out <file>', 'file to write (Default: standard output)')
    .addHelpText(
      'after',
      '\nhash = SHA-256("scholia.event.v1\\0" + the RFC 8785 bytes of "event"); event.prev is the hash before it in its stream.',
    )
    .action(async ({ project, out }: Options) => {
      await withServices(async (services) => {
        const projectId = project === undefined ? undefined : (await findProject(services, project)).id;
        if (out !== undefined) await mkdir(dirname(out), { recursive: true });
        const target = out === undefined ? process.stdout : createWriteStream(out);
        const count = await writeEvents(services.events, projectId, target);
        if (target === process.stdout) return;
        target.end();
        await finished(target);
        progress(`${count} events in ${out}`);
      });
    });
}

async function writeEvents(
  events: EventStore,
  projectId: ProjectId | undefined,
  target: NodeJS.WritableStream,
): Promise<number> {
  // What commits meanwhile is for the next export.
  const upTo = await events.head();
  let after = 0n;
  let count = 0;
  for (;;) {
    const page = await events.read({ after, upTo, limit: PAGE, projectId });
    const lines = page.map(
      ({ canonical, hash }) => `{"event":${Buffer.from(canonical).toString()},"hash":"${hash}"}\n`,
    );
    await write(target, lines.join(''));
    count += page.length;
    if (page.length < PAGE) return count;
    after = page[page.length - 1].position;
  }
}

/** Resolves when the text is on its way; rejects when the reader has gone (a closed pipe) or the disk is full. */
function write(target: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    target.once('error', reject);
    target.write(text, (error) => {
      target.off('error', reject);
      if (error) reject(error);
      else resolve();
    });
  });
}
