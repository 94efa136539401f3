import { bytesToHex, fromBase64 } from '@scholia/core';
import { Certificate, SignedData, SignedDataVerifyError, type SignerInfo, TimeStampResp } from 'pkijs';
import { DER, oidOf, readDer } from './der.ts';

// Whether a time stamp is what its authority signed (RFC 3161 section 2.4.2, RFC 5652 section 5.6). The CMS and X.509 in it are PKI.js's.

/** What holds of a stamp that is signed as it should be. `signer`: the subject of the certificate, as text. */
export type StampVerdict =
  /** The certificates lead up to one that the reader trusts, and were valid at the stamped time. */
  | { readonly type: 'Trusted'; readonly signer: string }
  /** Signed by whom it says; whether that is somebody to trust is not known here. */
  | { readonly type: 'Signed'; readonly signer: string }
  | { readonly type: 'Bad'; readonly why: string };

const EXTENDED_KEY_USAGE = '2.5.29.37';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
/** Attributes that name the signer's certificate by its hash: RFC 2634 (SHA-1) and RFC 5816. */
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const HASHES: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};

/**
 * `response`: the TimeStampResp, DER. `stamped`: the bytes that it is about. `roots`: the certificates that the reader trusts. Never
 * throws for what is in the response.
 */
export async function verifyTimestamp(
  response: Uint8Array,
  stamped: Uint8Array,
  roots: readonly Certificate[] = [],
): Promise<StampVerdict> {
  try {
    const { timeStampToken } = TimeStampResp.fromBER(own(response));
    if (!timeStampToken) return bad('the authority refused it');
    const signed = new SignedData({ schema: timeStampToken.content });
    if (signed.signerInfos.length !== 1) return bad('it is not signed by exactly one authority');
    const data = own(stamped);
    // Without the chain first: what is wrong with the stamp itself is wrong whomever one trusts.
    const result = await signed.verify({ signer: 0, data, extendedMode: true });
    const certificate = result.signerCertificate;
    const { date } = result;
    if (!result.signatureVerified || !certificate || !date) return bad('the signature is not that of its certificate');
    const wrong =
      whyNotAnAuthority(certificate) ??
      (await whyAnotherCertificate(signed.signerInfos[0], certificate)) ??
      whyNotValid(certificate, date);
    if (wrong) return bad(wrong);
    const signer = nameOf(certificate);
    const isTrusted =
      // A chain of one has nothing to follow.
      roots.some((root) => isSame(root, certificate)) ||
      (await signed
        .verify({ signer: 0, data, trustedCerts: [...roots], checkChain: true, extendedMode: true })
        .then(({ signatureVerified }) => signatureVerified === true)
        .catch(() => false));
    return { type: isTrusted ? 'Trusted' : 'Signed', signer };
  } catch (error) {
    return bad(error instanceof SignedDataVerifyError ? error.message : 'it is not a time stamp');
  }
}

/** The certificates in a PEM file. Throws AppError or Error for what is none. */
export function certificatesOf(pem: string): Certificate[] {
  const blocks = [...pem.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)];
  return blocks.map(([, text]) => Certificate.fromBER(own(fromBase64(text.replace(/\s/g, '')))));
}

const isSame = (a: Certificate, b: Certificate) =>
  bytesToHex(new Uint8Array(a.toSchema().toBER())) === bytesToHex(new Uint8Array(b.toSchema().toBER()));

const bad = (why: string): StampVerdict => ({ type: 'Bad', why });

/** RFC 3161 section 2.3: its certificate is for stamping times, for nothing else, and that is critical. */
function whyNotAnAuthority({ extensions = [] }: Certificate): string | undefined {
  const usage = extensions.find(({ extnID }) => extnID === EXTENDED_KEY_USAGE);
  const purposes: readonly string[] = usage?.parsedValue?.keyPurposes ?? [];
  const isRight = usage?.critical === true && purposes.length === 1 && purposes[0] === TIME_STAMPING;
  return isRight ? undefined : 'its certificate is not one for time stamps';
}

/** RFC 5816: the signed attributes name the very certificate, so that no other with the same key can stand in for it. */
async function whyAnotherCertificate(
  { signedAttrs }: SignerInfo,
  certificate: Certificate,
): Promise<string | undefined> {
  const attributes = signedAttrs?.attributes ?? [];
  const named = attributes.find(({ type }) => type === SIGNING_CERTIFICATE_V2 || type === SIGNING_CERTIFICATE);
  if (!named) return 'it does not name the certificate that it was signed with';
  // SigningCertificate(V2) > certs > the first > [hash algorithm,] hash.
  const [certs] = readDer(readDer(new Uint8Array(named.values[0].toBER()))[0].content);
  const [first] = readDer(certs.content);
  const [head, ...rest] = readDer(first.content);
  const algorithm = head.tag === DER.SEQUENCE ? HASHES[oidOf(readDer(head.content)[0].content)] : undefined;
  const usual = named.type === SIGNING_CERTIFICATE ? 'SHA-1' : 'SHA-256';
  const hash = head.tag === DER.OCTETS ? head : rest[0];
  const found = await crypto.subtle.digest(algorithm ?? usual, certificate.toSchema().toBER());
  return bytesToHex(new Uint8Array(found)) === bytesToHex(hash.content)
    ? undefined
    : 'it names another certificate than the one that it was signed with';
}

function whyNotValid({ notBefore, notAfter }: Certificate, at: Date): string | undefined {
  if (at >= notBefore.value && at <= notAfter.value) return undefined;
  return `its certificate was not valid at ${at.toISOString()}`;
}

/** The common name, else whatever the subject says. */
function nameOf({ subject }: Certificate): string {
  const values = subject.typesAndValues.map(({ type, value }) => [type, String(value.valueBlock.value)] as const);
  const name = values.find(([type]) => type === '2.5.4.3')?.[1] ?? values.map(([, value]) => value).join(', ');
  return name.slice(0, 200);
}

/** In an ArrayBuffer of its own, as PKI.js wants it. */
function own(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
