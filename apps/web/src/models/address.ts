/** What the models page shows. Kept in its address, so that it can be sent to somebody. */
export interface Shown {
  /** Version of the chosen model. */
  readonly version?: number | undefined;
  /** Version of the one that it is compared with. */
  readonly against?: number | undefined;
  /** The last training instead of a model. */
  readonly isTraining?: boolean | undefined;
}

/** Reads `?v=3&against=2`, or `?training`. What is not a version is left out. */
export function shownIn(query: URLSearchParams): Shown {
  if (query.has('training')) return { isTraining: true };
  return { version: versionIn(query.get('v')), against: versionIn(query.get('against')) };
}

export function addressOf({ version, against, isTraining }: Shown): string {
  if (isTraining) return '?training';
  const query = new URLSearchParams();
  if (version !== undefined) query.set('v', String(version));
  if (against !== undefined && against !== version) query.set('against', String(against));
  return `?${query}`;
}

const versionIn = (text: string | null) => (text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined);
