import type { Identity } from '@scholia/auth';
import type { Person } from '../ui/Avatar.tsx';

/** The signed-in person, as the browser may know them. */
export interface Me extends Person {
  readonly isAdmin: boolean;
  readonly isAuditor: boolean;
}

export function meOf({ userId, name, color, isAdmin, isAuditor }: Identity): Me {
  return { userId, name, color, isAdmin, isAuditor };
}
