import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/commands/index.ts';
import { imageEnvironment, interpolate, ROOT, readCompose } from './compose-file.ts';

const { services, volumes } = readCompose();
const ours = Object.entries(services).filter(([, { build }]) => build !== undefined);

describe('docker-compose.yml', () => {
  it('has one service per process, on a stock Postgres', () => {
    expect(Object.keys(services).sort()).toEqual([
      'inference',
      'migrate',
      'notary',
      'postgres',
      'sync',
      'training',
      'web',
    ]);
    expect(services.postgres.image).toMatch(/^postgres:\d+$/);
    expect(new Set(ours.map(([, { image }]) => image))).toEqual(new Set(['scholia']));
  });

  it.each(ours)('%s runs a file of this repository, or a command of ours', (_, { command = [] }) => {
    expect(command[0]).toBe('node');
    const file = command.find((word) => /\.(ts|mjs)$/.test(word)) ?? '';
    expect(existsSync(join(ROOT, file))).toBe(true);
    if (file.endsWith('scholia.mjs')) expect(Object.keys(COMMANDS)).toContain(command.at(-1));
  });

  it.each(ours)('%s waits for the schema, and migrate for Postgres', (name, { depends_on = {} }) => {
    const first = name === 'migrate' ? 'postgres' : 'migrate';
    expect(Object.keys(depends_on)).toContain(first);
    for (const [other, { condition }] of Object.entries(depends_on)) {
      expect(services[other]).toBeDefined();
      if (condition === 'service_healthy') expect(services[other].healthcheck).toBeDefined();
    }
  });

  it.each(ours)('%s connects as the role that cannot rewrite history; only migrate is the owner', (name, service) => {
    expect(new URL(interpolate(service.environment.DATABASE_URL, SECRETS)).username).toBe('scholia_app');
    expect(Object.hasOwn(service.environment, 'DATABASE_OWNER_URL')).toBe(name === 'migrate');
  });

  it('keeps what must survive in declared volumes, the data folder of the image among them', () => {
    const used = Object.values(services).flatMap((service) => service.volumes);
    expect(new Set(used.map((volume) => volume.split(':')[0]))).toEqual(new Set(Object.keys(volumes)));
    for (const [, service] of ours) expect(service.volumes).toContain(`data:${imageEnvironment().SCHOLIA_DATA_DIR}`);
  });

  it('has no password of its own: each must be given', () => {
    for (const [, { environment }] of ours) expect(() => interpolate(environment.DATABASE_URL, {})).toThrow('required');
    expect(() => interpolate(services.postgres.environment.POSTGRES_PASSWORD, {})).toThrow('required');
  });

  it('opens one port, that of the web server', () => {
    expect(Object.entries(services).filter(([, { ports }]) => ports)).toHaveLength(1);
    expect(interpolate(services.web.ports?.[0] ?? '', {})).toBe(`3000:${services.web.environment.PORT}`);
    expect(services.web.environment.SCHOLIA_SYNC_URL).toBe(`http://sync:${services.sync.environment.PORT}`);
  });
});

describe('Dockerfile', () => {
  it('needs the Node that package.json asks for, and is the web server when nothing else is said', () => {
    const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(text).toContain(`FROM node:${/\d+/.exec(engines.node)?.[0]}-`);
    expect(JSON.parse(/^CMD (.*)$/m.exec(text)?.[1] ?? '')).toEqual(services.web.command);
  });
});

const SECRETS = { SCHOLIA_DB_APP_PASSWORD: 'a', SCHOLIA_DB_OWNER_PASSWORD: 'b', SCHOLIA_SECRET: 'c'.repeat(32) };
