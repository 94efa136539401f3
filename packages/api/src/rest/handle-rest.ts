import { AppError, ERROR_CODES, isAppError } from '@scholia/core';
import { faultOf } from '@scholia/db';
import { invoke } from '../invoke.ts';
import type { Services } from '../services.ts';
import { openApi } from './openapi.ts';
import { fromQuery } from './parameters.ts';
import { type Download, type Match, matchRoute, type Route, type Streamed } from './route.ts';
import { ROUTES } from './routes.ts';
import { streamOf } from './stream-answer.ts';
import { uploadOf } from './upload.ts';

export const REST_PREFIX = '/api/v1';
/** JSON bodies are small; files go in as uploads. */
const MAX_JSON_BYTES = 1024 * 1024;

/** Answers /api/v1/*: the same use cases as tRPC, for scripts. Never throws. */
export async function handleRest(request: Request, services: Services): Promise<Response> {
  try {
    return await answer(request, services);
  } catch (error) {
    return problem(faultOf(error), services, request);
  }
}

async function answer(request: Request, services: Services): Promise<Response> {
  const url = new URL(request.url);
  const path = url.pathname.slice(REST_PREFIX.length);
  if (request.method === 'GET' && path === '/openapi.json') return Response.json(openApi(ROUTES, services.baseUrl));
  const match = matchRoute(ROUTES, request.method, path);
  if ('allowed' in match) return unmatched(match.allowed);
  const user = await services.authenticate(request);
  const input = await inputOf(request, url, match, services);
  const output = await invoke(match.route.useCase, { services, user }, input);
  switch (match.route.answer) {
    case 'download':
      return await download(request, output as Download);
    case 'stream':
      return await stream(output as Streamed, (error) => report(faultOf(error), services, path));
    case 'json':
      return Response.json(output ?? {}, { status: match.route.status, headers: { 'cache-control': 'no-store' } });
  }
}

async function inputOf(request: Request, url: URL, { route, parameters }: Match, services: Services): Promise<unknown> {
  const given = {
    ...fromQuery(route.useCase.input, url.searchParams),
    ...(await bodyOf(request, route)),
    ...parameters,
  };
  const input = route.body === 'upload' ? { ...given, file: uploadOf(request, services.limits.uploadBytes) } : given;
  return Object.keys(input).length === 0 && isVoid(route) ? undefined : input;
}

const isVoid = ({ useCase }: Route) => useCase.input.safeParse(undefined).success;

async function bodyOf(request: Request, route: Route): Promise<Record<string, unknown>> {
  if (route.body !== 'json') return {};
  if (Number(request.headers.get('content-length') ?? 0) > MAX_JSON_BYTES) {
    throw new AppError('too-large', 'The JSON body is too large.');
  }
  const text = await request.text();
  if (text.length > MAX_JSON_BYTES) throw new AppError('too-large', 'The JSON body is too large.');
  if (text.trim() === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch (cause) {
    throw new AppError('bad-request', 'The body is not JSON.', { cause });
  }
  throw new AppError('bad-request', 'The body must be a JSON object.');
}

async function download(
  request: Request,
  { etag, contentType, fileName, immutable, read }: Download,
): Promise<Response> {
  const tag = `"${etag}"`;
  const headers = new Headers({
    etag: tag,
    'cache-control': immutable ? 'private, max-age=31536000, immutable' : 'private, no-cache',
    vary: 'cookie, authorization',
  });
  const known = request.headers.get('if-none-match')?.split(',') ?? [];
  if (known.some((candidate) => candidate.trim() === tag)) return new Response(null, { status: 304, headers });
  const bytes = await read();
  headers.set('content-type', contentType);
  headers.set('content-length', String(bytes.length));
  headers.set('content-disposition', attachment(fileName));
  // A file that somebody uploaded is never taken for a page.
  headers.set('x-content-type-options', 'nosniff');
  return new Response(bytes as Uint8Array<ArrayBuffer>, { headers });
}

async function stream({ contentType, fileName, write }: Streamed, onCut: (error: unknown) => void): Promise<Response> {
  return new Response(await streamOf(write, onCut), {
    headers: {
      'content-type': contentType,
      'content-disposition': attachment(fileName),
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}

const attachment = (fileName: string) => `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`;

function unmatched(allowed: readonly string[]): Response {
  if (allowed.length === 0) return body(404, 'not-found', 'There is no such address. See /api/v1/openapi.json.');
  const response = body(405, 'bad-request', `This address answers to ${allowed.join(', ')}.`);
  response.headers.set('allow', allowed.join(', '));
  return response;
}

function problem(error: unknown, services: Services, request: Request): Response {
  if (isAppError(error)) {
    const { http, retry } = ERROR_CODES[error.code];
    const response = body(http, error.code, error.message, { retry, details: error.details });
    if (retry === 'later') response.headers.set('retry-after', '5');
    return response;
  }
  report(error, services, new URL(request.url).pathname);
  return body(500, 'internal', 'Something went wrong on the server. It has been logged.');
}

function report(error: unknown, services: Services, path: string): void {
  const why = error instanceof Error ? String(error.stack) : String(error);
  services.log({ event: isAppError(error) ? 'answer-cut-off' : 'api-bug', path, why });
}

function body(status: number, code: string, message: string, more: Record<string, unknown> = {}): Response {
  return Response.json({ error: { code, message, ...more } }, { status, headers: { 'cache-control': 'no-store' } });
}
