/** A value that JSON can hold exactly. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * RFC 8785 (JCS): members sorted by UTF-16 code units, no white space, ECMAScript number and string forms.
 * Members whose value is undefined are left out. Throws on NaN, infinities and lone surrogates, which JSON cannot hold.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error('bug: canonical JSON holds no NaN or infinity');
    return JSON.stringify(value);
  }
  if (value === null || typeof value === 'boolean') return String(value);
  let text = '';
  if (isArray(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${canonicalJson(item)}`;
    return `[${text}]`;
  }
  for (const key of sortedKeys(value)) {
    const item = value[key];
    if (item !== undefined) text += `${text === '' ? '' : ','}${canonicalString(key)}:${canonicalJson(item)}`;
  }
  return `{${text}}`;
}

/** Printable ASCII that needs no escape: nearly every string of an event. */
const PLAIN = /^[ !#-[\]-~]*$/;
const SURROGATE = /[\uD800-\uDFFF]/;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

function canonicalString(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (SURROGATE.test(text) && LONE_SURROGATE.test(text)) throw new Error('bug: canonical JSON holds no lone surrogate');
  return JSON.stringify(text);
}

/** What was parsed from canonical text is in order already, and sorting costs more than looking. */
function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  for (let n = 1; n < keys.length; n++) if (keys[n] < keys[n - 1]) return keys.sort();
  return keys;
}

/**
 * Whether `text`, of which `value` was parsed, is the canonical form of it. Mostly without writing that form: ECMAScript's own
 * JSON.stringify is RFC 8785 but for the order of members, and that can be looked at. Throws as canonicalJson does.
 */
export function isCanonicalJson(text: string, value: Json): boolean {
  // Written as an escape, \ud..., a surrogate is a lone one.
  if (JSON.stringify(value) === text && isInOrder(value) && !text.includes('\\ud')) return true;
  return canonicalJson(value) === text;
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

const isArray = (value: object): value is readonly Json[] => Array.isArray(value);
