import { describe, expect, it } from 'vitest';
import { matchRoute } from './route.ts';
import { ROUTES } from './routes.ts';

describe('matchRoute', () => {
  it('finds the route and its parameters', () => {
    const match = matchRoute(ROUTES, 'GET', '/projects/p%201/queue/next');
    expect('route' in match && [match.route.useCase.name, match.parameters]).toEqual([
      'queue.next',
      { projectId: 'p 1' },
    ]);
  });

  it('knows which methods an address has', () => {
    expect(matchRoute(ROUTES, 'PATCH', '/images/1')).toEqual({ allowed: ['GET', 'DELETE'] });
    expect(matchRoute(ROUTES, 'GET', '/nothing/here')).toEqual({ allowed: [] });
    expect(matchRoute(ROUTES, 'GET', '/projects/%E0%A4%A/images')).toEqual({ allowed: [] });
  });
});

describe('the REST table', () => {
  it('has no two routes for one method and path', () => {
    const lines = ROUTES.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);
    expect(new Set(lines).size).toBe(lines.length);
  });

  it('changes nothing with GET: what is told of it is that a file was handed out', () => {
    for (const { method, useCase, answer } of ROUTES) {
      if (answer !== 'json') expect(method).toBe('GET');
      else expect(useCase.kind === 'command').toBe(method !== 'GET');
    }
  });
});
