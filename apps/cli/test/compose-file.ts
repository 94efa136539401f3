import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const healthcheck = z.strictObject({
  test: z.tuple([z.literal('CMD')], z.string()),
  interval: z.string().regex(/^\d+s$/),
  timeout: z.string().regex(/^\d+s$/),
  retries: z.number().int().positive(),
});

const service = z.strictObject({
  image: z.string(),
  build: z.literal('.').optional(),
  init: z.literal(true).optional(),
  restart: z.enum(['unless-stopped', 'on-failure']),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()),
  volumes: z.array(z.string().regex(/^[a-z]+:\/[a-z/]+$/)),
  ports: z.array(z.string()).optional(),
  depends_on: z
    .record(z.string(), z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully']) }))
    .optional(),
  healthcheck: healthcheck.optional(),
});

/** The part of the Compose specification (2024) that our file uses; anything else in it is a mistake. */
const composeFile = z.strictObject({
  name: z.string(),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
});

export type Service = z.output<typeof service>;
export type ComposeFile = z.output<typeof composeFile>;

/** Reads docker-compose.yml as Compose does: anchors and merge keys resolved, `x-` fragments dropped. */
export function readCompose(): ComposeFile {
  const raw = parse(readFileSync(`${ROOT}docker-compose.yml`, 'utf8'), { merge: true });
  return composeFile.parse(Object.fromEntries(Object.entries(raw).filter(([key]) => !key.startsWith('x-'))));
}

/** `${NAME:?why}` and `${NAME:-default}` as Compose fills them in, `$$` as `$`. Throws for a value that must be given. */
export function interpolate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\{(\w+):([?-])([^}]*)\}/g, (whole, name: string, kind: string, rest: string) => {
    if (whole === '$$') return '$';
    const value = values[name] ?? (kind === '-' ? rest : undefined);
    if (value === undefined) throw new Error(`${name} is required: ${rest}`);
    return value;
  });
}

/** The `ENV` lines of the Dockerfile. */
export function imageEnvironment(): Record<string, string> {
  const text = readFileSync(`${ROOT}Dockerfile`, 'utf8').replaceAll('\\\n', ' ');
  const lines = text.split('\n').filter((line) => line.startsWith('ENV '));
  return Object.fromEntries(
    lines.flatMap((line) => [...line.matchAll(/(\w+)=(\S+)/g)].map(([, key, value]) => [key, value])),
  );
}
