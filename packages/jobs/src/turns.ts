import type { ChildProcess } from 'node:child_process';
import type { ToChild, Urgency } from './child-messages.ts';

/** What computes now. While a person waits, batches pause. */
const persons = new Set<ChildProcess>();
const batches = new Set<ChildProcess>();

/** Call once a child has its input; call what it returns when the child is done, however that was. */
export function beginTurn(child: ChildProcess, urgency: Urgency): () => void {
  const own = urgency === 'person' ? persons : batches;
  own.add(child);
  if (persons.size > 0) tell(urgency === 'person' ? batches : [child], 'pause');
  return () => {
    own.delete(child);
    if (urgency === 'person' && persons.size === 0) tell(batches, 'resume');
  };
}

function tell(children: Iterable<ChildProcess>, type: 'pause' | 'resume'): void {
  for (const child of children) if (child.connected) child.send({ type } satisfies ToChild<never>);
}
