import { describe, expect, it } from 'vitest';
import { safeNext, signInProblem } from './sign-in.ts';

describe('safeNext', () => {
  it('keeps a path of this site', () => {
    expect(safeNext('/projects/1?x=2')).toBe('/projects/1?x=2');
  });
  it.each(['//evil.example', 'https://evil.example', '/\\evil.example', '', null, undefined])('refuses %s', (next) => {
    expect(safeNext(next)).toBe('/');
  });
});

describe('signInProblem', () => {
  it('does not say which of the two was wrong', () => {
    expect(signInProblem(401, { message: 'User not found' })).toContain('do not match');
  });
  it('passes on how long to wait', () => {
    expect(signInProblem(429, { message: 'Try again in 9 minutes.' })).toBe('Try again in 9 minutes.');
  });
});
