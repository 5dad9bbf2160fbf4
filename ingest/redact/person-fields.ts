// Which members of OCPP messages hold a person: tokens, contracts, vehicles, names.

import type { Leaf } from './leaves.ts';
import { unquoted } from './leaves.ts';

/** Names of members, in small letters and without `_` and `-`, whatever message they stand in. */
const personNames: ReadonlySet<string> = new Set(
  (
    'idtag parentidtag idtoken idtokens groupidtoken additionalidtoken tokenid tagid tag uid rfid ' +
    'rfidtag rfiduid carduid cardid cardnumber emaid contractid pcid exirequest contractcertificate ' +
    'evccid macaddress evmac evmacaddress vehicleid vin licenseplate customeridentifier ' +
    'drivername customername username firstname lastname email phone phonenumber vatnumber'
  ).split(' '),
);

/** What holds a person in one message only: by its action, names or the end of paths. */
const byAction: Readonly<Record<string, RegExp>> = {
  Authorize: /\/(?:certificate|iso15118CertificateHashData\/\d+\/serialNumber)$/,
  NotifyCustomerInformation: /\/data$/,
  VatNumberValidation: /\/company\/(?:name|address1|address2)$/,
  NotifySettlement: /\/vatCompany\/(?:name|address1|address2)$/,
};

/** Texts without a form: a person may stand anywhere in them. */
const freeNames: ReadonlySet<string> = new Set(
  'info techinfo additionalinfo data message content vendorinfo errordescription'.split(' '),
);

/** Names that are kept in their plain form: those of OCPP many times over. */
const plainNames_max = 4_000;
const plainNames = new Map<string, string>();

const plainName = (name: string): string => {
  const known = plainNames.get(name);
  if (known !== undefined) return known;
  const plain = name.toLowerCase().replaceAll(/[_\- ]/g, '');
  // Whoever sends ever new names must not fill the memory.
  if (plainNames.size >= plainNames_max) plainNames.clear();
  plainNames.set(name, plain);
  return plain;
};

export const isPersonName = (name: string): boolean => personNames.has(plainName(name));

export const isFreeText = (name: string): boolean => freeNames.has(plainName(name));

export const isPersonOf = (action: string, path: string): boolean =>
  byAction[action]?.test(path) === true;

/** Settings and variables whose value is somebody's. */
const personSetting = /id[_-]?tag|id[_-]?token$|emaid|evccid|vehicleid|^token$|rfid|contractid/i;
const harmless = /^(?:true|false|\d{1,3}|)$/i;
const valueNames: ReadonlySet<string> = new Set(['value', 'actualvalue', 'attributevalue']);

export const isValueName = (name: string): boolean => valueNames.has(plainName(name));

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/**
 * Paths of objects that say a setting (`key`) or a variable (`variable/name`) which holds a person;
 * a report keeps its values one list deeper.
 */
export const personSettings = (leaves: readonly Leaf[]): readonly string[] =>
  leaves
    .filter(
      ({ path, name, raw }) =>
        (name === 'key' || name === 'name') &&
        /\/(?:key|variable\/name)$/.test(path) &&
        raw.startsWith('"') &&
        personSetting.test(unquoted(raw)),
    )
    .map(({ path }) => (path.endsWith('/key') ? parentOf(path) : parentOf(parentOf(path))));

export const isWithin = (path: string, objects: readonly string[]): boolean =>
  objects.some((object) => path.startsWith(`${object}/`));

export const isHarmless = (value: string): boolean => harmless.test(value.trim());

/** A word of a broken frame that tells that a person may stand in it. */
export const personHint =
  /id_?tag|id_?token|token|emaid|evcc|vin\b|rfid|card|mac_?addr|authorize|starttransaction|stoptransaction|remotestart|transactionevent|localauth|sendlocallist|reservenow|customer|ocmf|T0NNRn/i;

/** Actions that come in masses: looked into only where one of these stands in the text. */
const quiet: Readonly<Record<string, readonly string[]>> = {
  Heartbeat: ['customData', '\\u'],
  MeterValues: ['igned', 'OCMF', 'T0NNR', 'oken', 'Tag', 'customData', '\\u'],
  StatusNotification: ['nfo', 'oken', 'Tag', 'customData', '\\u'],
};

/** Whether the frame is worth a look. Costs a few searches for what comes in masses. */
export const mayHoldPerson = (action: string, text: string): boolean => {
  const signs = Object.hasOwn(quiet, action) ? quiet[action] : undefined;
  if (signs === undefined) return true;
  for (const sign of signs) if (text.includes(sign)) return true;
  return false;
};
