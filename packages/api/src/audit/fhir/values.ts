import type { Identifier } from 'fhir/r5';

/** What codes and identifiers belong to. Those of `urn:scholia` are of this project; packages/audit/README.md lists them. */
export const systems = {
  dicom: 'http://dicom.nema.org/resources/ontology/DCM',
  issueSeverity: 'http://hl7.org/fhir/issue-severity',
  sourceTypes: 'http://terminology.hl7.org/CodeSystem/security-source-type',
  securityRoles: 'http://terminology.hl7.org/CodeSystem/extra-security-role-type',
  uris: 'urn:ietf:rfc:3986',
  eventTypes: 'urn:scholia:event-type',
  fields: 'urn:scholia:event-field',
  components: 'urn:scholia:component',
  positions: 'urn:scholia:log-position',
} as const;

export const uuid = (id: string): Identifier => ({ system: systems.uris, value: `urn:uuid:${id}` });

/** What a FHIR string may hold: no control characters but tab and line ends, and not nothing. */
export function textOf(text: string): string {
  const clean = text.replace(/\p{Cc}/gu, (letter) => ('\t\n\r'.includes(letter) ? letter : '\ufffd'));
  return clean.trim() === '' ? '\ufffd' : clean;
}
