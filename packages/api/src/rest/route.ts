import type { z } from 'zod';
import type { UseCase } from '../use-case.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Bytes that an output may consist of. `read` is called only if the client lacks them. */
export interface Download {
  /** Names the content: the same tag, the same bytes. */
  readonly etag: string;
  readonly contentType: string;
  readonly fileName: string;
  /** True when the address will never answer with other bytes. */
  readonly immutable: boolean;
  read(): Promise<Uint8Array>;
}

/** Bytes that are made while they go out. `write` closes the target. */
export interface Streamed {
  readonly contentType: string;
  readonly fileName: string;
  write(target: WritableStream<Uint8Array>): Promise<unknown>;
}

/** One line of the REST table. Path parameters, query and JSON body are merged into the use case's input. */
export interface Route {
  readonly method: Method;
  /** e.g. '/projects/{projectId}/images'. */
  readonly path: string;
  readonly tag: string;
  readonly useCase: UseCase;
  /** How the answer travels. 'download': the output is a Download; 'stream': it is Streamed. */
  readonly answer: 'json' | 'download' | 'stream';
  /** 'upload': the body is a file, given to the use case as `file`. */
  readonly body: 'none' | 'json' | 'upload';
  readonly status: 200 | 201;
}

type Options = Partial<Pick<Route, 'answer' | 'body' | 'status'>>;

export function route<Input extends z.ZodType, Output extends z.ZodType>(
  method: Method,
  path: string,
  useCase: UseCase<Input, Output>,
  options: Options = {},
): Route {
  const body = method === 'GET' ? 'none' : 'json';
  const tag = useCase.name.split('.')[0];
  return { method, path, tag, useCase: useCase as unknown as UseCase, answer: 'json', body, status: 200, ...options };
}

export interface Match {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The route for a path below /api/v1, or the methods that the path knows. */
export function matchRoute(routes: readonly Route[], method: string, path: string): Match | { allowed: Method[] } {
  const allowed: Method[] = [];
  for (const candidate of routes) {
    const parameters = parametersOf(candidate.path, path);
    if (!parameters) continue;
    if (candidate.method === method) return { route: candidate, parameters };
    allowed.push(candidate.method);
  }
  return { allowed };
}

function parametersOf(template: string, path: string): Record<string, string> | undefined {
  const expected = template.split('/');
  const given = path.split('/');
  if (expected.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    if (part.startsWith('{')) {
      const value = decoded(given[index]);
      if (value === undefined) return undefined;
      parameters[part.slice(1, -1)] = value;
    } else if (part !== given[index]) return undefined;
  }
  return parameters;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
