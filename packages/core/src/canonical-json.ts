/** A value that JSON can hold exactly. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * RFC 8785 (JCS): members sorted by UTF-16 code units, no white space, ECMAScript number and string forms.
 * Members whose value is undefined are left out. Throws on NaN, infinities and lone surrogates, which JSON cannot hold.
 */
export function canonicalJson(value: Json): string {
  // ECMAScript's own JSON.stringify is RFC 8785 but for the order of members, and several times as fast.
  const text = isWritable(value) ? JSON.stringify(inOrder(value)) : '\\ud';
  // Written as an escape, \ud..., a surrogate is a lone one.
  return text.includes('\\ud') ? write(value) : text;
}

/** False when an object cannot have that order (numbers come first in any), or `value` holds what canonical JSON does not. */
function isWritable(value: Json): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (isArray(value)) return value.every(isWritable);
  for (const key in value) {
    const item = value[key];
    if ((key >= '0' && key < ':') || key === '__proto__' || (item !== undefined && !isWritable(item))) return false;
  }
  return true;
}

/** The same with its members in order; itself where they are. */
function inOrder(value: Json): Json {
  if (typeof value !== 'object' || value === null || isInOrder(value)) return value;
  if (isArray(value)) return value.map(inOrder);
  const members = value as { readonly [key: string]: Json };
  const ordered: Record<string, Json> = {};
  for (const key of Object.keys(members).sort()) ordered[key] = inOrder(members[key]);
  return ordered;
}

function isInOrder(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (isArray(value)) return value.every(isInOrder);
  let former = '';
  for (const key in value) {
    if (key < former || !isInOrder(value[key] as Json)) return false;
    former = key;
  }
  return true;
}

function write(value: Json): string {
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error('bug: canonical JSON holds no NaN or infinity');
    return JSON.stringify(value);
  }
  if (value === null || typeof value === 'boolean') return String(value);
  if (isArray(value)) return `[${value.map(write).join(',')}]`;
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const item = value[key];
    if (item !== undefined) members.push(`${canonicalString(key)}:${write(item)}`);
  }
  return `{${members.join(',')}}`;
}

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

function canonicalString(text: string): string {
  if (LONE_SURROGATE.test(text)) throw new Error('bug: canonical JSON holds no lone surrogate');
  return JSON.stringify(text);
}

/** Whether `text`, of which `value` was parsed, is the canonical form of it. Throws as canonicalJson does. */
export function isCanonicalJson(text: string, value: Json): boolean {
  return canonicalJson(value) === text;
}

const isArray = (value: object): value is readonly Json[] => Array.isArray(value);
