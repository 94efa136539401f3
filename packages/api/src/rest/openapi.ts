import { z } from 'zod';
import { membersOf } from './parameters.ts';
import type { Route } from './route.ts';

type JsonObject = { [key: string]: unknown };

const OCTETS = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };

const PROBLEM = {
  description: 'Refused, or failed. Code against `error.code`; `error.message` is for people and says what to do.',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['error'],
        properties: {
          error: {
            type: 'object',
            required: ['code', 'message'],
            properties: {
              code: { type: 'string' },
              message: { type: 'string' },
              retry: { enum: ['never', 'later', 'now'] },
              details: { type: 'object' },
            },
          },
        },
      },
    },
  },
};

/** The OpenAPI 3.1 description of the REST table, from the very schemas that check requests. */
export function openApi(routes: readonly Route[], baseUrl: string): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Scholia',
      version: '1',
      description:
        'Projects, images, readings, labels, events, models and queue, for scripts. Sign in with an API token: `Authorization: Bearer scholia_...`.',
    },
    servers: [{ url: `${baseUrl}/api/v1` }],
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'scholia.session_token' },
      },
      responses: { Problem: PROBLEM },
    },
  };
}

function operationOf(route: Route): JsonObject {
  const { useCase } = route;
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const { file: _file, ...members } = membersOf(useCase.input);
  const inQuery = Object.keys(members).filter((name) => !inPath.includes(name) && route.body !== 'json');
  const inBody = Object.keys(members).filter((name) => !inPath.includes(name) && route.body === 'json');
  const parameters = [
    ...inPath.map((name) => ({ name, in: 'path', required: true, schema: inputSchema(members[name]) })),
    ...inQuery.map((name) => ({
      name,
      in: 'query',
      required: !members[name].safeParse(undefined).success,
      schema: inputSchema(members[name]),
      // Lists are given with commas.
      explode: false,
    })),
  ];
  return {
    operationId: useCase.name,
    summary: useCase.summary,
    tags: [route.tag],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBody(route, members, inBody),
    responses: {
      [route.status]: {
        description: 'Done.',
        content: route.answer === 'json' ? { 'application/json': { schema: outputSchema(useCase.output) } } : OCTETS,
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function requestBody(
  route: Route,
  members: Readonly<Record<string, z.ZodType>>,
  inBody: readonly string[],
): JsonObject {
  if (route.body === 'upload') {
    const form = { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } };
    return { requestBody: { required: true, content: { ...OCTETS, 'multipart/form-data': { schema: form } } } };
  }
  if (inBody.length === 0) return {};
  const schema = inputSchema(z.object(Object.fromEntries(inBody.map((name) => [name, members[name]]))));
  return { requestBody: { required: true, content: { 'application/json': { schema } } } };
}

const inputSchema = (schema: z.ZodType) => jsonSchema(schema, 'input');
const outputSchema = (schema: z.ZodType) => jsonSchema(schema, 'output');

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' });
  return rest;
}
