import { DEFAULT_RETRAINING } from '@scholia/domain';
import { describe, expect, it } from 'vitest';
import { automaticText, nextText, type Policy, policyText } from './policy-text.ts';

const POLICY: Policy = { ...DEFAULT_RETRAINING, methods: [...DEFAULT_RETRAINING.methods] };

describe('policyText', () => {
  it('says after what, and what', () => {
    expect(policyText(POLICY)).toBe('After each submission: Automatic.');
    expect(policyText({ ...POLICY, afterSubmissions: 3, waitSeconds: 600, methods: ['automatic', 'deepedit'] })).toBe(
      'After 3 submissions and 10 min without another: Automatic, DeepEdit.',
    );
  });
});

describe('automaticText', () => {
  it('says whether anything is trained without being asked', () => {
    expect(automaticText(POLICY)).toBe('Trains by itself. After each submission: Automatic.');
    expect(automaticText({ ...POLICY, isPaused: true })).toBe('Automatic training is paused.');
  });
});

describe('nextText', () => {
  it('says what is waited for', () => {
    expect(nextText({ status: 'submissions', missing: 1 })).toBe('Waits for 1 more submission.');
    expect(nextText({ status: 'submissions', missing: 2 })).toBe('Waits for 2 more submissions.');
    expect(nextText({ status: 'due', method: 'deepgrow-3d' })).toBe('DeepGrow 3D is trained next.');
    expect(nextText({ status: 'budget', until: '2026-04-01T00:00:00.000Z' })).toMatch(/used up\. Goes on .*2026/);
  });
});
