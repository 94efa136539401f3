/** Postgres gives Dates; views carry ISO 8601 text, which is what JSON would make of them anyway. */
export const iso = (date: Date) => date.toISOString();
export const isoOrNull = (date: Date | null) => date?.toISOString() ?? null;
