import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' };
import fhirpath from 'fhirpath';
import r5 from 'fhirpath/fhir-context/r5';

// Checks a resource against what HL7 publishes about R5: its JSON Schema, and of the StructureDefinitions the cardinalities, the
// required bindings and the invariants (in FHIRPath). Not checked: bindings that are not required, whose code systems the package
// lacks (DICOM, terminology.hl7.org), and the invariants on XHTML, which the interpreter does not know.

const require = createRequire(import.meta.url);
const definition = (name: string) => JSON.parse(readFileSync(require.resolve(`hl7.fhir.r5.core/${name}.json`), 'utf8'));

interface Element {
  readonly path: string;
  readonly min: number;
  readonly max: string;
  readonly type?: readonly { readonly code: string }[];
  readonly constraint?: readonly { readonly key: string; readonly severity: string; readonly expression?: string }[];
  readonly binding?: { readonly strength: string; readonly valueSet?: string };
}

/** Types of data that our resources are made of. */
const DATA_TYPES = ['CodeableConcept', 'Coding', 'Identifier', 'Period', 'Reference', 'Narrative'];

/** What is wrong with a Bundle of AuditEvents, as "path: rule". */
export function problemsWithBundle(bundle: object): string[] {
  const problems = validateBundle(bundle)
    ? []
    : (validateBundle.errors ?? []).map((e) => `${e.instancePath}: ${e.message}`);
  problems.push(...problemsWith(bundle, 'Bundle', 'Bundle'));
  const { entry = [] } = bundle as { entry?: { resource: { contained?: object[] } }[] };
  for (const { resource } of entry) {
    problems.push(...problemsWith(resource, 'AuditEvent', 'AuditEvent'));
    for (const device of resource.contained ?? []) problems.push(...problemsWith(device, 'Device', 'Device'));
    for (const type of DATA_TYPES)
      problems.push(...problemsWith(resource, type, `descendants().where($this is ${type})`));
  }
  return problems;
}

const validateBundle = (() => {
  const { $schema: _, ...schema } = definition('openapi/fhir.schema');
  // Of the resources that a Bundle may hold, those that ours do.
  schema.definitions.ResourceList = {
    oneOf: ['AuditEvent', 'Device'].map((name) => ({ $ref: `#/definitions/${name}` })),
  };
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  ajv.addMetaSchema(draft06);
  ajv.addSchema({ definitions: schema.definitions }, 'r5');
  return ajv.compile({ $ref: 'r5#/definitions/Bundle' });
})();

const QUIETLY = { async: false, traceFn: () => undefined } as const;

type Rule = readonly [name: string, holds: (resource: object) => boolean];
const rulesOf = new Map<string, Rule[]>();

/** `where`: how one gets from the resource to what is of the type. */
function problemsWith(resource: object, type: string, where: string): string[] {
  const key = `${type} ${where}`;
  const rules = rulesOf.get(key) ?? readRules(type, where);
  rulesOf.set(key, rules);
  return rules.filter(([, holds]) => !holds(resource)).map(([name]) => name);
}

function readRules(type: string, where: string): Rule[] {
  const elements: Element[] = definition(`StructureDefinition-${type}`).snapshot.element;
  return elements.flatMap((element) => {
    const steps = element.path
      .split('.')
      .slice(1)
      .map((step) => `\`${step.replace('[x]', '')}\``);
    const place = [where, ...steps].join('.');
    const parent = [where, ...steps.slice(0, -1)].join('.');
    const rules: Rule[] = [];
    const name = steps.at(-1);
    if (name && element.min > 0)
      rules.push(rule(`${element.path} min`, `${parent}.all(${name}.count() >= ${element.min})`));
    if (name && element.max !== '*')
      rules.push(rule(`${element.path} max`, `${parent}.all(${name}.count() <= ${element.max})`));
    const isXhtml = element.type?.some(({ code }) => code === 'xhtml');
    for (const { key, severity, expression } of element.constraint ?? [])
      if (severity === 'error' && expression && !isXhtml)
        rules.push(rule(`${element.path} ${key}`, `${place}.all(${expression})`));
    if (element.binding?.strength === 'required' && element.binding.valueSet) {
      const codes = codesOf(element.binding.valueSet);
      const find = fhirpath.compile(place, r5, QUIETLY);
      if (codes) rules.push([`${element.path} binding`, (of) => find(of).every((code: string) => codes.has(code))]);
    }
    return rules;
  });
}

function rule(name: string, expression: string): Rule {
  const evaluate = fhirpath.compile(expression, r5, QUIETLY);
  return [name, (resource) => evaluate(resource, { resource, rootResource: resource })[0] !== false];
}

/** The codes of a value set that is all of one code system of the package; undefined for others. */
function codesOf(valueSet: string): Set<string> | undefined {
  const name = valueSet.replace(/^.*\/|\|.*$/g, '');
  try {
    const { concept } = definition(`CodeSystem-${name}`);
    return new Set(concept.map(({ code }: { code: string }) => code));
  } catch {
    return undefined;
  }
}
