import { describe, expect, it } from 'vitest';
import { outcomeOf } from './foreign-model.ts';

describe('outcomeOf', () => {
  it('is what was read, or why nothing was', () => {
    expect(outcomeOf({ status: 201, body: { name: 'net' } })).toEqual({ status: 'read', inspected: { name: 'net' } });
    const refused = { status: 422, body: { error: { code: 'unusable-file', message: 'This is not an ONNX file.' } } };
    expect(outcomeOf(refused)).toEqual({ status: 'failed', message: 'This is not an ONNX file.' });
    expect(outcomeOf({ status: 0, body: undefined })).toMatchObject({ message: expect.stringContaining('connection') });
    expect(outcomeOf({ status: 502, body: undefined })).toMatchObject({
      message: expect.stringContaining('Try again'),
    });
  });
});
