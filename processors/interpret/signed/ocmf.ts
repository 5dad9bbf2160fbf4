// Reads an OCMF document: `OCMF|<payload>|<signature>`, both JSON. Source: OCMF 1.4.1.

import type { Redaction } from '../../../schemas/events.gen.ts';
import { readInstant } from '../../../lib/time.ts';
import { thousandths } from '../../../lib/units.ts';
import type { SignedDocument, SignedReading } from '../../facts/signed.ts';
import { field, listOf, textOf } from '../json.ts';
import { objectOf, ocmfMark } from './envelope.ts';

/** A document in its parts; the signature is over the payload as it stands, never written anew. */
export interface Ocmf {
  readonly payload: string;
  /** Digests in hex of the payload as it was signed, where its token gave way to a pseudonym. */
  readonly digests: readonly string[];
  readonly content: SignedDocument;
  /** Empty where the default is meant. */
  readonly algorithm: string;
  readonly signature: string;
  readonly isBase64: boolean;
  readonly isDer: boolean;
  /** Public key that some meters put into the document; empty where there is none. */
  readonly publicKey: string;
}

/** Longest text of a field that is taken over, characters. */
const text_max = 64;

const shortText = (object: unknown, key: string): string =>
  textOf(field(object, key)).slice(0, text_max);

/** What the message around a document says of it. */
export interface OcmfSetting {
  /** The OCPP reading context. */
  readonly context: string;
  /** What the gateway sealed in the frame. */
  readonly redactions: readonly Pick<Redaction, 'path' | 'pseudonym'>[];
}

/**
 * The digests that the gateway left in the place of a token. Only what it says itself to have
 * sealed counts: a station could write a digest of its own choice.
 */
const digestsIn = (said: unknown, { redactions }: OcmfSetting): readonly string[] => {
  const [pseudonym, ...digests] = textOf(field(said, 'ID')).split('#');
  const isOurs = redactions.some((one) => one.pseudonym === pseudonym && one.path.endsWith('#/ID'));
  return isOurs ? digests : [];
};

/** Reads a document; null where it is none. */
export const readOcmf = (document: string, setting: OcmfSetting): Ocmf | null => {
  const bar = document.lastIndexOf('|');
  if (!document.startsWith(ocmfMark) || bar < ocmfMark.length) return null;
  const payload = document.slice(ocmfMark.length, bar);
  const said = objectOf(payload);
  const signed = objectOf(document.slice(bar + 1));
  if (said === null || signed === null) return null;
  const mime = textOf(field(signed, 'SM'));
  return {
    payload,
    digests: digestsIn(said, setting),
    content: contentOf(said, setting.context),
    algorithm: shortText(signed, 'SA'),
    signature: textOf(field(signed, 'SD')),
    isBase64: textOf(field(signed, 'SE')).toLowerCase() === 'base64',
    isDer: mime === '' || mime === 'application/x-der',
    publicKey: textOf(field(said, 'PK')) || textOf(field(signed, 'PK')),
  };
};

const contentOf = (said: unknown, context: string): SignedDocument => {
  const identified = field(said, 'IS');
  const readings = readingsOf(listOf(field(said, 'RD')));
  return {
    formatVersion: shortText(said, 'FV'),
    gatewaySerial: shortText(said, 'GS'),
    meterVendor: shortText(said, 'MV'),
    meterModel: shortText(said, 'MM'),
    meterSerial: shortText(said, 'MS'),
    pagination: shortText(said, 'PG'),
    identified: typeof identified === 'boolean' ? identified : null,
    identificationLevel: shortText(said, 'IL'),
    identificationType: shortText(said, 'IT'),
    readings: readings.length,
    exception: readings.some(({ reason }) => reason === 'X'),
    ...endsOf(importOf(readings), context),
  };
};

interface Read {
  /** TX: B begin, C charging, E, L, R, A, P end. */
  readonly reason: string;
  readonly reading: SignedReading | null;
}

/** Fields that are those of the reading before where they are left out (table 7). */
const inherited = ['TM', 'TX', 'RV', 'RI', 'RU', 'EF', 'ST'] as const;

const readingsOf = (list: readonly unknown[]): readonly Read[] => {
  let before: Readonly<Record<string, string>> = {};
  return list.map((one) => {
    const fields = Object.fromEntries(
      inherited.map((key) => {
        const value = field(one, key);
        return [key, value === undefined ? (before[key] ?? '') : textOf(value).slice(0, text_max)];
      }),
    );
    before = fields;
    // An exception may stand there without a value of its own, and then has none.
    const value = fields['TX'] === 'X' ? textOf(field(one, 'RV')) : (fields['RV'] ?? '');
    return readingOf(fields, value);
  });
};

const units: ReadonlyMap<string, number> = new Map([
  ['Wh', 0],
  ['kWh', 3],
]);

const readingOf = (fields: Readonly<Record<string, string>>, value: string): Read => {
  const reason = fields['TX'] ?? '';
  const powerOfTen = units.get(fields['RU'] ?? '');
  const register_mwh = powerOfTen === undefined ? null : thousandths(value, powerOfTen);
  if (register_mwh === null) return { reason, reading: null };
  const [, time = '', timeStatus = ''] = /^(\S+)\s*(\w?)$/.exec(fields['TM'] ?? '') ?? [];
  const reading: SignedReading = {
    at: instantOf(time),
    register_mwh,
    register: fields['RI'] ?? '',
    timeStatus,
    meterStatus: fields['ST'] ?? '',
    errorFlags: fields['EF'] ?? '',
  };
  return { reason, reading };
};

/** Times that a meter of an electric vehicle can have; what lies outside is no time. */
const firstTime = Date.UTC(2000, 0, 1);
const endOfTime = Date.UTC(2200, 0, 1);

const instantOf = (text: string): number | null => {
  const at = readInstant(text)?.at ?? null;
  return at !== null && at >= firstTime && at < endOfTime ? at : null;
};

type Direction = 'import' | 'export' | 'other';

/** What an OBIS code counts: 1.8 and B0 to B3 import, 2.8 and C0 to C3 export. */
const directionOf = (obis: string): Direction => {
  const [, quantity = '', kind = ''] =
    /([0-9A-Fa-f]+)\.0*([0-9A-Fa-f]+)(?:\.|\*|$)/.exec(obis) ?? [];
  if (kind !== '8') return 'other';
  const plain = quantity.toUpperCase().replace(/^0+/, '');
  if (/^(?:1|B[0-3])$/.test(plain)) return 'import';
  return /^(?:2|C[0-3])$/.test(plain) ? 'export' : 'other';
};

/** The readings of one import register: the first that says so, else the first that is unnamed. */
const importOf = (readings: readonly Read[]): readonly Read[] => {
  const registers = new Set(readings.flatMap(({ reading }) => reading?.register ?? []));
  const of = (direction: Direction) =>
    [...registers].find((register) => directionOf(register) === direction);
  const chosen = of('import') ?? of('other');
  return readings.filter(({ reading }) => reading !== null && reading.register === chosen);
};

const isEnd = ({ reason }: Read): boolean => /^[ELRAP]$/.test(reason);
const isStart = ({ reason }: Read): boolean => reason === 'B';

const endsOf = (
  readings: readonly Read[],
  context: string,
): Pick<SignedDocument, 'start' | 'end' | 'last'> => {
  const last = readings.at(-1)?.reading ?? null;
  const start = readings.find(isStart)?.reading ?? null;
  const end = readings.findLast(isEnd)?.reading ?? null;
  if (start !== null || end !== null) return { start, end, last };
  // Without a word of its own, a reading is what the message takes it for.
  return {
    start: context === 'Transaction.Begin' ? (readings[0]?.reading ?? null) : null,
    end: context === 'Transaction.End' ? last : null,
    last,
  };
};
