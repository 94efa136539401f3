import { AppError, fromBase64 } from '@scholia/core';
import type { OctetString, Sequence } from 'asn1js';
import {
  type BasicConstraints,
  Certificate,
  CertificateChainValidationEngine,
  type ExtKeyUsage,
  getCrypto,
  SignedData,
  SignedDataVerifyError,
  type SignerInfo,
  TimeStampResp,
} from 'pkijs';

// The signature of an RFC 3161 time stamp: CMS SignedData (RFC 5652) by a certificate (RFC 5280). By WebCrypto, in Node and browsers.

const ID = {
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  /** ESSCertID, by SHA-1 (RFC 2634), and ESSCertIDv2 (RFC 5816). */
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  basicConstraints: '2.5.29.19',
  extKeyUsage: '2.5.29.37',
  timeStamping: '1.3.6.1.5.5.7.3.8',
} as const;

const NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
};

/** A certificate of an authority that the reader trusts. */
export type TrustedCertificate = Certificate;

/** Who signed a time stamp, and for which time (ISO 8601 UTC). `distrust`: why that proves nothing to this reader; undefined when it is to be trusted. */
export interface StampSigner {
  /** Its certificate's subject: "CN=..., O=...". */
  readonly authority: string;
  readonly time: string;
  readonly distrust: string | undefined;
}

/** A time stamp that is not properly signed; the message ends a sentence about it. */
export class BadStamp extends Error {}

/** Certificates of a PEM file. Errors: 'bad-request' when it holds none that can be read. */
export function parseCertificates(pem: string): TrustedCertificate[] {
  const blocks = [...pem.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)];
  try {
    if (blocks.length > 0)
      return blocks.map(([, base64]) => Certificate.fromBER(own(fromBase64(base64.replaceAll(/\s/g, '')))));
  } catch (cause) {
    throw new AppError('bad-request', 'This PEM file holds a certificate that cannot be read.', { cause });
  }
  throw new AppError('bad-request', 'This is not a PEM file with certificates: "-----BEGIN CERTIFICATE-----".');
}

/**
 * Checks who signed a TimeStampResp for the SHA-256 of `stamped`, and whether the certificates in it lead to one of `trusted` that was
 * valid, as all between were, at the stamped time. Throws BadStamp for what no authority could have signed so.
 */
export async function checkTimeStamp(
  response: Uint8Array,
  stamped: Uint8Array,
  trusted: readonly TrustedCertificate[],
): Promise<StampSigner> {
  const signed = readToken(response);
  const [info, ...others] = signed.signerInfos;
  if (!info || others.length > 0) throw new BadStamp('does not have exactly one signature');
  const { signer, time } = await verifySignature(signed, stamped);
  if (attribute(info, ID.contentType)?.valueBlock.toString() !== ID.tstInfo)
    throw new BadStamp('is signed as something else than a time stamp');
  if (!(await names(info, signer))) throw new BadStamp('does not name the certificate that signed it');
  if (!isForTimeStamping(signer))
    throw new BadStamp('was signed with a certificate that is not for time stamping alone');
  if (time < signer.notBefore.value || time > signer.notAfter.value)
    throw new BadStamp('was signed with a certificate that was not valid at the stamped time');
  return {
    authority: subjectOf(signer),
    time: time.toISOString(),
    distrust: await distrustOf(signer, certificatesOf(signed), time, trusted),
  };
}

function readToken(response: Uint8Array): SignedData {
  try {
    const { timeStampToken } = TimeStampResp.fromBER(own(response));
    if (!timeStampToken) throw new Error('no token');
    const signed = new SignedData({ schema: timeStampToken.content });
    if (signed.encapContentInfo.eContentType === ID.tstInfo) return signed;
  } catch {
    // Whatever else it is.
  }
  throw new BadStamp('cannot be read');
}

/** Message digest and signature, with the certificate that comes along. */
async function verifySignature(signed: SignedData, stamped: Uint8Array): Promise<{ signer: Certificate; time: Date }> {
  try {
    const result = await signed.verify({ signer: 0, data: own(stamped), extendedMode: true });
    const { signatureVerified, signerCertificate: signer, date: time } = result;
    if (signatureVerified && signer && time) return { signer, time };
  } catch (error) {
    if (!(error instanceof SignedDataVerifyError)) throw error;
    if (!error.signerCertificate) throw new BadStamp('comes without the certificate that signed it');
  }
  throw new BadStamp('has a signature that does not hold');
}

const certificatesOf = ({ certificates }: SignedData) =>
  (certificates ?? []).filter((one): one is Certificate => one instanceof Certificate);

function attribute({ signedAttrs }: SignerInfo, type: string) {
  return signedAttrs?.attributes.find((one) => one.type === type)?.values[0];
}

/** Whether the signed attributes hold the digest of this very certificate, so that no other with the same key can take its place. */
async function names(info: SignerInfo, certificate: Certificate): Promise<boolean> {
  const v2 = attribute(info, ID.signingCertificateV2);
  const value = (v2 ?? attribute(info, ID.signingCertificate)) as Sequence | undefined;
  // SigningCertificate > certs > the first ESSCertID: [hashAlgorithm,] certHash [, issuerSerial].
  const certificates = value?.valueBlock.value[0] as Sequence | undefined;
  const first = certificates?.valueBlock.value[0] as Sequence | undefined;
  const fields = first?.valueBlock.value ?? [];
  const hash = fields.find(({ idBlock }) => idBlock.tagClass === 1 && idBlock.tagNumber === 4) as
    | OctetString
    | undefined;
  const algorithm = fields[0] !== hash ? (fields[0] as Sequence | undefined)?.valueBlock.value[0] : undefined;
  if (!hash) return false;
  const name = algorithm ? digestOf(algorithm.valueBlock.toString()) : v2 ? 'SHA-256' : 'SHA-1';
  if (!name) return false;
  const digest = await crypto.subtle.digest(name, certificate.toSchema().toBER());
  return sameBytes(new Uint8Array(digest), hash.valueBlock.valueHexView);
}

function digestOf(oid: string): string | undefined {
  const algorithm = getCrypto(true).getAlgorithmByOID(oid);
  return 'name' in algorithm ? algorithm.name : undefined;
}

/** RFC 3161 section 2.3: only for time stamping, and critical. */
function isForTimeStamping({ extensions }: Certificate): boolean {
  const usage = extensions?.find(({ extnID }) => extnID === ID.extKeyUsage);
  const purposes = (usage?.parsedValue as ExtKeyUsage | undefined)?.keyPurposes ?? [];
  return usage?.critical === true && purposes.length === 1 && purposes[0] === ID.timeStamping;
}

async function distrustOf(
  signer: Certificate,
  along: readonly Certificate[],
  time: Date,
  trusted: readonly TrustedCertificate[],
): Promise<string | undefined> {
  if (trusted.length === 0) return 'whom you did not say to trust';
  const isSigner = (one: Certificate) => sameBytes(one.tbsView, signer.tbsView);
  if (trusted.some(isSigner)) return undefined;
  // The engine takes the last of `certs` as the one to begin with.
  const certs = [...along.filter((one) => !isSigner(one)), signer];
  const engine = new CertificateChainValidationEngine({ certs, trustedCerts: [...trusted], checkDate: time });
  const { result, resultMessage, certificatePath = [] } = await engine.verify();
  if (result && isShortEnough(certificatePath)) return undefined;
  const why = result ? 'a certificate does not allow so many below it' : resultMessage;
  return `and no valid path leads from there to a certificate that you trust (${why})`;
}

/** RFC 5280 section 4.2.1.9, which the engine leaves out: how many authorities may stand between a certificate and the last one. */
function isShortEnough(path: readonly Certificate[]): boolean {
  return path.every(({ extensions }, at) => {
    const limit = (
      extensions?.find(({ extnID }) => extnID === ID.basicConstraints)?.parsedValue as BasicConstraints | undefined
    )?.pathLenConstraint;
    return typeof limit !== 'number' || at - 1 <= limit;
  });
}

function subjectOf({ subject }: Certificate): string {
  return subject.typesAndValues.map(({ type, value }) => `${NAMES[type] ?? type}=${value.valueBlock.value}`).join(', ');
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** In a buffer of its own. */
const own = (bytes: Uint8Array) => new Uint8Array(bytes).buffer;
