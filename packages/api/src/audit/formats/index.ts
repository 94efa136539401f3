import { bundle } from './bundle.ts';
import { csv } from './csv.ts';
import { fhir } from './fhir.ts';
import type { ExportFormat } from './format.ts';
import { jsonl } from './jsonl.ts';
import { report } from './report.ts';

/** Every way to take the log out. Adding one: its file, and one line here. */
export const FORMATS = { bundle, report, csv, jsonl, fhir } as const satisfies Record<string, ExportFormat>;

export type FormatName = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as [FormatName, ...FormatName[]];
