import type { ImageId, ProjectId } from '@scholia/core';
import { AppError } from '@scholia/core';
import { gzip, readNifti, writeNifti } from '@scholia/formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AFFINE, ApiWorld, DIMS, LABELS, niftiFile } from '../testing/api-world.ts';
import { uploadLabelsFile } from '../testing/labels-file.ts';
import { onnxFile } from '../testing/onnx-file.ts';
import { offerProposal } from '../testing/scenes.ts';
import { handleRest } from './handle-rest.ts';

let world: ApiWorld;
let token: string;
let projectId: ProjectId;
beforeAll(async () => {
  world = await ApiWorld.open();
  token = await world.tokenOf(world.admin);
  projectId = await world.project();
});
afterAll(() => world.close());

type Init = RequestInit & { as?: string | null };
async function send(method: string, path: string, { as = token, ...init }: Init = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (as !== null) headers.set('authorization', `Bearer ${as}`);
  const request = new Request(`http://scholia.test/api/v1${path}`, { ...init, method, headers });
  return handleRest(request, world.services);
}
const post = (path: string, body: unknown) => send('POST', path, { body: JSON.stringify(body) });
const upload = (path: string, bytes: Uint8Array, method = 'POST') =>
  send(method, path, { body: bytes as Uint8Array<ArrayBuffer> });
const errorOf = async (response: Response) => ({ status: response.status, ...(await response.json()).error });

/** A NIfTI file whose header says that it holds four volumes. */
function fourVolumes(): Uint8Array {
  const one = niftiFile(70);
  const voxels = one.subarray(352);
  const file = new Uint8Array(352 + 4 * voxels.length);
  file.set(one.subarray(0, 352));
  for (let volume = 0; volume < 4; volume++)
    file.set(
      voxels.map((byte) => (byte + volume) & 0x7f),
      352 + volume * voxels.length,
    );
  const view = new DataView(file.buffer);
  view.setInt16(40, 4, true);
  view.setInt16(48, 4, true);
  return file;
}

function withNaN(): Uint8Array {
  const data = new Float32Array(DIMS[0] * DIMS[1] * DIMS[2]).map((_, at) => at % 50);
  data[17] = Number.NaN;
  return writeNifti({ dims: DIMS, affine: AFFINE, data });
}

describe('projects', () => {
  it('are created and listed', async () => {
    const created = await post('/projects', { name: 'Knees', labels: LABELS });
    expect(created.status).toBe(201);
    const { projectId: id } = await created.json();
    const list = await (await send('GET', '/projects')).json();
    expect(list.map((one: { projectId: string }) => one.projectId)).toContain(id);
    const one = await (await send('GET', `/projects/${id}`)).json();
    expect(one).toMatchObject({ name: 'Knees', role: 'admin', images: 0, submitted: 0, labels: LABELS });
  });

  it('say which field is wrong', async () => {
    const answer = await errorOf(await post('/projects', { name: '', labels: [] }));
    expect(answer).toMatchObject({ status: 400, code: 'bad-request', retry: 'never' });
    expect(answer.details.issues.map(({ path }: { path: string }) => path)).toEqual(['name', 'labels']);
    expect(await errorOf(await send('POST', '/projects', { body: '{' }))).toMatchObject({ status: 400 });
    expect(await errorOf(await send('POST', '/projects', { body: '[1]' }))).toMatchObject({ status: 400 });
  });
});

describe('who may', () => {
  it('is asked at every address', async () => {
    expect(await errorOf(await send('GET', '/projects', { as: null }))).toMatchObject({ status: 401 });
    expect(await errorOf(await send('GET', '/projects', { as: 'scholia_wrong' }))).toMatchObject({ status: 401 });
    const stranger = await world.tokenOf(world.outsider);
    expect(await errorOf(await send('GET', `/projects/${projectId}`, { as: stranger }))).toMatchObject({
      status: 403,
      code: 'not-permitted',
    });
    expect(await (await send('GET', '/projects', { as: stranger })).json()).toEqual([]);
  });

  it('lets a viewer look at images, but not import them', async () => {
    const viewer = await world.tokenOf(await world.member(projectId, 'viewer'));
    expect((await send('GET', `/projects/${projectId}/images`, { as: viewer })).status).toBe(200);
    let wasRead = false;
    const body = new ReadableStream(
      {
        pull() {
          wasRead = true;
          throw new Error('nobody reads a refused upload');
        },
      },
      { highWaterMark: 0 },
    );
    const init = { as: viewer, body, duplex: 'half' } as Init;
    expect((await send('POST', `/projects/${projectId}/images`, init)).status).toBe(403);
    expect(wasRead).toBe(false);
  });
});

describe('addresses', () => {
  it('that do not exist are 404, and wrong methods 405 with the right ones', async () => {
    expect((await send('GET', '/nothing')).status).toBe(404);
    const response = await send('DELETE', '/projects');
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });
});

describe('image upload', () => {
  const images = () => `/projects/${projectId}/images`;

  it('keeps the bytes as they came, and gives them back under an immutable address', async () => {
    const bytes = gzip(niftiFile(50));
    const response = await upload(`${images()}?name=Case%20A`, bytes);
    expect(response.status).toBe(201);
    const { imageId, name, dims } = await response.json();
    expect([name, dims]).toEqual(['Case A', [...DIMS]]);

    const file = await send('GET', `/images/${imageId}/file`);
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(new Uint8Array(bytes));
    expect(file.headers.get('cache-control')).toContain('immutable');
    const etag = file.headers.get('etag') ?? '';
    const again = await send('GET', `/images/${imageId}/file`, { headers: { 'if-none-match': etag } });
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);

    const view = await (await send('GET', `/images/${imageId}`)).json();
    expect(view).toMatchObject({ status: 'unlabelled', dtype: 'int16', spacingUm: [1500, 2002, 3007] });
  });

  it('takes a form, and the name of its file', async () => {
    const form = new FormData();
    form.append('file', new Blob([niftiFile(51) as Uint8Array<ArrayBuffer>]), 'scans\\Case B.nii');
    const response = await send('POST', images(), { body: form });
    expect((await response.json()).name).toBe('Case B');
    const empty = new FormData();
    empty.append('other', 'x');
    expect(await errorOf(await send('POST', images(), { body: empty }))).toMatchObject({ status: 400 });
  });

  it('refuses the same file twice, and names the image that is there', async () => {
    const { imageId } = await (await upload(`${images()}?name=Original`, niftiFile(52))).json();
    const answer = await errorOf(await upload(images(), niftiFile(52)));
    expect(answer).toMatchObject({ status: 409, code: 'duplicate', details: { imageId, name: 'Original' } });
    const other = await world.project('Another');
    expect((await upload(`/projects/${other}/images`, niftiFile(52))).status).toBe(201);
  });

  it('imports one of two at the same time', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => upload(images(), niftiFile(53))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it('asks which volume of a 4D file, and takes and gives back that one', async () => {
    const bytes = fourVolumes();
    const answer = await errorOf(await upload(images(), bytes));
    expect(answer).toMatchObject({
      status: 422,
      code: 'unusable-file',
      details: { reason: 'four-dimensional', volumes: 4 },
    });
    expect(answer.message).toContain('?volume=0 to ?volume=3');
    const { imageId } = await (await upload(`${images()}?volume=2`, bytes)).json();
    const file = new Uint8Array(await (await send('GET', `/images/${imageId}/file`)).arrayBuffer());
    expect([...readNifti(file).data]).toEqual([...readNifti(bytes, { volume: 2 }).data]);
    expect((await upload(`${images()}?volume=3`, bytes)).status).toBe(201);
    expect((await upload(`${images()}?volume=3`, bytes)).status).toBe(409);
    expect((await upload(`${images()}?volume=9`, bytes)).status).toBe(422);
  });

  it('refuses NaN unless told what to put in its place', async () => {
    const answer = await errorOf(await upload(images(), withNaN()));
    expect(answer).toMatchObject({ status: 422, details: { reason: 'non-finite', count: 1 } });
    expect(answer.message).toContain('?replaceNonFinite=0');
    const { imageId } = await (await upload(`${images()}?replaceNonFinite=-5`, withNaN())).json();
    const file = new Uint8Array(await (await send('GET', `/images/${imageId}/file`)).arrayBuffer());
    expect(readNifti(file).data[17]).toBe(-5);
  });

  it('refuses what is no image, with what to do about it', async () => {
    const good = niftiFile(54);
    const zeroSpacing = good.slice();
    zeroSpacing.fill(0, 280, 296);
    const cases: [string, Uint8Array, number][] = [
      ['not-nifti', new TextEncoder().encode('a text file, not an image'), 422],
      ['not-nifti', new Uint8Array(0), 422],
      ['truncated', good.subarray(0, 900), 422],
      ['corrupt', gzip(good).fill(0xaa, 200, 260), 422],
      ['zero-spacing', zeroSpacing, 422],
    ];
    for (const [reason, bytes, status] of cases) {
      const answer = await errorOf(await upload(images(), bytes));
      expect([answer.details.reason, answer.status]).toEqual([reason, status]);
      expect(answer.message.length).toBeGreaterThan(20);
    }
  });

  it('stops reading at the limit, whether the length is announced or not', async () => {
    const big = new Uint8Array(1024 * 1024 + 1);
    expect(await errorOf(await upload(images(), big))).toMatchObject({ status: 413, code: 'too-large' });
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 65536;
        controller.enqueue(new Uint8Array(65536));
      },
    });
    const init = { body: endless, duplex: 'half' } as Init;
    expect(await errorOf(await send('POST', images(), init))).toMatchObject({ status: 413 });
    expect(pulled).toBeLessThan(2 * 1024 * 1024);
    const form = new FormData();
    form.append('file', new Blob([big]), 'big.nii');
    expect(await errorOf(await send('POST', images(), { body: form }))).toMatchObject({ status: 413 });
  });

  it('says that an upload broke off, and imports nothing', async () => {
    let sent = 0;
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent++ > 3) controller.error(Object.assign(new Error('gone'), { code: 'ECONNRESET' }));
        else controller.enqueue(new Uint8Array(100));
      },
    });
    const before = await world.services.events.head();
    const init = { body: broken, duplex: 'half' } as Init;
    expect(await errorOf(await send('POST', images(), init))).toMatchObject({ status: 400, code: 'bad-request' });
    expect(await world.services.events.head()).toBe(before);
  });

  it('stops a zip bomb at the limit', async () => {
    const dims = [400, 400, 400] as const;
    const bomb = gzip(writeNifti({ dims, affine: AFFINE, data: new Uint8Array(64_000_000) }));
    expect(bomb.length).toBeLessThan(1024 * 1024);
    expect(await errorOf(await upload(images(), bomb))).toMatchObject({
      status: 413,
      details: { reason: 'too-large' },
    });
  });

  it('says that the disk is full, and imports nothing', async () => {
    const before = await world.services.events.head();
    const services = {
      ...world.services,
      blobs: {
        ...world.services.blobs,
        put: () => Promise.reject(new AppError('storage-full', 'The disk is full. Free some space, then try again.')),
      },
    };
    const request = new Request(`http://scholia.test/api/v1${images()}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: niftiFile(55) as Uint8Array<ArrayBuffer>,
    });
    expect(await errorOf(await handleRest(request, services as never))).toMatchObject({ status: 507, retry: 'later' });
    expect(await world.services.events.head()).toBe(before);
  });
});

describe('readings and labels', () => {
  it('go from open to submitted, and come back as an aligned file', async () => {
    const imageId = await world.image(projectId);
    const { readingId, isNew } = await (await send('POST', `/images/${imageId}/reading`)).json();
    expect(isNew).toBe(true);
    expect(await (await send('POST', `/images/${imageId}/reading`)).json()).toEqual({ readingId, isNew: false });
    const first = await world.paint(readingId, 1, [4, 4, 4]);
    await world.paint(readingId, 2, [8, 6, 5]);

    const submitted = await send('POST', `/readings/${readingId}/submit`);
    expect(submitted.status).toBe(200);
    expect(await errorOf(await send('POST', `/readings/${readingId}/submit`))).toMatchObject({
      code: 'reading-closed',
    });

    const file = await send('GET', `/readings/${readingId}/labels`);
    const labels = readNifti(new Uint8Array(await file.arrayBuffer()));
    expect(labels.dims).toEqual([...DIMS]);
    for (const [at, value] of AFFINE.m.entries()) expect(Math.abs(labels.affine.m[at] - value)).toBeLessThan(1e-4);
    expect(new Set(labels.data)).toEqual(new Set([0, 1, 2]));

    const earlier = await send('GET', `/readings/${readingId}/labels?position=${first}`);
    expect(new Set(readNifti(new Uint8Array(await earlier.arrayBuffer())).data)).toEqual(new Set([0, 1]));
    const future = await send('GET', `/readings/${readingId}/labels?position=999999`);
    expect(future.status).toBe(400);

    const blob = (await (await send('GET', `/readings/${readingId}`)).json()).submission.labelBlob;
    expect((await send('GET', `/blobs/${blob}?reading=${readingId}`)).status).toBe(200);
  });

  it('open a blob only through a reading that names it', async () => {
    const readingId = await world.reading(await world.image(projectId));
    const { blob, uncertainty, chance } = await offerProposal(world, readingId);
    for (const named of [blob, uncertainty, chance])
      expect((await send('GET', `/blobs/${named}?reading=${readingId}`)).status).toBe(200);
    const secret = await world.services.blobs.put(new Uint8Array([1, 2, 3]));
    expect((await send('GET', `/blobs/${secret}?reading=${readingId}`)).status).toBe(404);
    expect((await send('GET', `/blobs/${secret}`)).status).toBe(400);
  });

  it('take an uploaded labelmap of the same geometry, and no other', async () => {
    const imageId = await world.image(projectId);
    const readingId = await world.reading(imageId);
    const path = `/readings/${readingId}/labels`;
    expect(await errorOf(await upload(path, uploadLabelsFile(), 'PUT'))).toMatchObject({ code: 'runtime-unavailable' });
    const detach = world.attachGateway();
    try {
      expect((await upload(path, uploadLabelsFile(), 'PUT')).status).toBe(200);
      const labels = readNifti(new Uint8Array(await (await send('GET', path)).arrayBuffer()));
      expect([...labels.data]).toEqual([...readNifti(uploadLabelsFile()).data]);
      expect(await errorOf(await upload(path, uploadLabelsFile(9), 'PUT'))).toMatchObject({
        details: { reason: 'unknown-label', value: 9 },
      });
      const moved = uploadLabelsFile();
      new DataView(moved.buffer).setFloat32(292, 99, true);
      expect(await errorOf(await upload(path, moved, 'PUT'))).toMatchObject({ details: { reason: 'other-geometry' } });
    } finally {
      detach();
    }
  });
});

describe('events', () => {
  it('are paged by position, each once', async () => {
    const seen: string[] = [];
    let after: string | null = '0';
    while (after !== null) {
      const page: { events: { position: string }[]; next: string | null } = await (
        await send('GET', `/events?limit=7&after=${after}&projectId=${projectId}`)
      ).json();
      seen.push(...page.events.map(({ position }) => position));
      after = page.next;
    }
    const all = await world.services.events.read({ after: 0n, limit: 10_000, projectId });
    expect(seen).toEqual(all.map(({ position }) => String(position)));
  });

  it('are those of projects in which one has a role', async () => {
    const stranger = await world.tokenOf(world.outsider);
    expect((await (await send('GET', '/events?limit=1000', { as: stranger })).json()).events).toEqual([]);
    expect((await send('GET', `/events?projectId=${projectId}`, { as: stranger })).status).toBe(403);
    const viewer = await world.tokenOf(await world.member(projectId, 'viewer'));
    const { events } = await (await send('GET', '/events?limit=1000', { as: viewer })).json();
    expect(new Set(events.map((event: { projectId: string }) => event.projectId))).toEqual(new Set([projectId]));
  });

  it('are none beyond the head, however far', async () => {
    const page = await (await send('GET', '/events?after=9999999999999999999')).json();
    expect(page).toMatchObject({ events: [], next: null });
  });

  it('can be chosen by type, and a wrong type is said', async () => {
    const { events } = await (await send('GET', '/events?types=ImageImported,ReadingOpened&limit=1000')).json();
    expect(new Set(events.map(({ type }: { type: string }) => type))).toEqual(
      new Set(['ImageImported', 'ReadingOpened']),
    );
    expect(events[0].sentence).toMatch(/admin imported the image/);
    expect((await send('GET', '/events?types=Nonsense')).status).toBe(400);
    expect((await send('GET', '/events?limit=abc')).status).toBe(400);
  });
});

describe('queue and models', () => {
  it('answer for a project', async () => {
    const queue = await (await send('GET', `/projects/${projectId}/queue`)).json();
    expect(queue[0].rank).toBe(1);
    const { imageId } = await (await send('GET', `/projects/${projectId}/queue/next`)).json();
    expect(queue.map((image: { imageId: ImageId }) => image.imageId)).toContain(imageId);
    expect(await (await send('GET', `/projects/${projectId}/models`)).json()).toEqual([]);
  });
});

describe('networks from elsewhere', () => {
  it('are uploaded as files, read, and declared', async () => {
    const path = `/projects/${projectId}/models`;
    const response = await upload(`${path}?name=Lobes`, onnxFile());
    expect(response.status).toBe(201);
    const { modelId, declaration, guessed, ...read } = await response.json();
    expect(read).toMatchObject({ name: 'Lobes', producer: 'pytorch', inputs: [{ dims: [1, 1, 4, 5, 6] }] });
    expect([declaration.input.axes, declaration.output.labels, guessed]).toEqual([
      'RPS',
      [0, 1, 2],
      ['output.kind', 'output.labels'],
    ]);
    const declare = (labels: number[]) => {
      const body = JSON.stringify({ declaration: { ...declaration, output: { ...declaration.output, labels } } });
      return send('POST', `/models/${modelId}/declaration`, { body });
    };
    expect(await errorOf(await declare([0, 1, 9]))).toMatchObject({
      status: 400,
      message: expect.stringMatching(/9 is no label/),
    });
    expect((await declare([0, 1, 2])).status).toBe(200);
    expect(await errorOf(await declare([0, 1, 2]))).toMatchObject({ code: 'conflict' });
    const [file] = await (await send('GET', `/projects/${projectId}/model-uploads`)).json();
    expect(file).toMatchObject({ modelId, status: 'checking', declaration, report: null });
  });

  it('are refused at once where the file cannot be used, and nothing is kept', async () => {
    const before = await world.services.events.head();
    const answer = await errorOf(await upload(`/projects/${projectId}/models`, niftiFile(70)));
    expect(answer).toMatchObject({ status: 422, code: 'unusable-file', details: { reason: 'not-onnx' } });
    expect(await world.services.events.head()).toBe(before);
  });
});

describe('openapi.json', () => {
  it('describes every route, with a schema for each answer, to anybody', async () => {
    const document = await (await send('GET', '/openapi.json', { as: null })).json();
    expect(document.openapi).toBe('3.1.0');
    const operations = Object.entries<Record<string, { operationId: string; responses: Record<string, unknown> }>>(
      document.paths,
    ).flatMap(([, methods]) => Object.values(methods));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    expect(operations.every(({ responses }) => '200' in responses || '201' in responses)).toBe(true);
    const create = document.paths['/projects'].post;
    expect(create.requestBody.content['application/json'].schema.required).toEqual(['name', 'labels']);
    const upload = document.paths['/projects/{projectId}/images'].post;
    expect(upload.parameters.map(({ name }: { name: string }) => name)).toEqual([
      'projectId',
      'name',
      'volume',
      'replaceNonFinite',
    ]);
    expect(JSON.stringify(document)).not.toContain('"$ref":"#/definitions');
  });
});

describe('Postgres away', () => {
  it('is 503 with a hint to come back, and nothing is lost', async () => {
    const other = await ApiWorld.open();
    const bearer = await other.tokenOf(other.admin);
    await other.services.sql.end();
    const request = new Request('http://scholia.test/api/v1/projects', {
      headers: { authorization: `Bearer ${bearer}` },
    });
    const response = await handleRest(request, other.services);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await errorOf(response)).toMatchObject({ status: 503, code: 'database-unavailable', retry: 'later' });
    await other.close();
  });
});
