import type { PlaneCoverage } from '@scholia/viewer/viewing';
import { slicesIn } from '@scholia/volume';

/** The plane that somebody went through most completely: what they read the image by. */
export function mostSeen(planes: readonly PlaneCoverage[]): PlaneCoverage | undefined {
  const share = ({ runs, of }: PlaneCoverage) => slicesIn(runs) / of;
  return planes.reduce<PlaneCoverage | undefined>(
    (most, plane) => (most && share(most) >= share(plane) ? most : plane),
    undefined,
  );
}

export function coverageText({ plane, runs, of }: PlaneCoverage): string {
  const seen = slicesIn(runs);
  if (seen === of) return `You have seen every ${plane} slice.`;
  const missing = of - seen;
  return `You have seen ${seen} of ${of} ${plane} slices; ${missing} ${missing === 1 ? 'was' : 'were'} never shown.`;
}
