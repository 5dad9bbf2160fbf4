// What the answer to a command says: its status in the words of OCPP, and whether it is a yes.

import { field, listOf, textOf } from '../json.ts';
import { shownText_chars } from '../secrets.ts';

export interface CommandAnswer {
  readonly status: string;
  readonly accepted: boolean;
  readonly info: string;
}

/** Statuses by which a station says that it does, or did, what was asked. */
const yes: ReadonlySet<string> = new Set([
  'Accepted',
  'AcceptedCanceled',
  'Scheduled',
  'RebootRequired',
  'Unlocked',
  'Unpublished',
]);

/** Lists of results, each with a status of its own. */
const lists: readonly (readonly [list: string, status: string])[] = [
  ['setVariableResult', 'attributeStatus'],
  ['getVariableResult', 'attributeStatus'],
  ['setMonitoringResult', 'status'],
  ['clearMonitoringResult', 'status'],
  ['clearTariffsResult', 'status'],
];

const statusesOf = (payload: unknown): readonly string[] => {
  const own = textOf(field(payload, 'status'));
  if (own !== '') return [own];
  const all = lists.flatMap(([list, status]) =>
    listOf(field(payload, list)).map((one) => textOf(field(one, status))),
  );
  return [...new Set(all.filter((status) => status !== ''))];
};

/** Members of answers that say something beside the status. */
const brought = ['fileName', 'filename', 'listVersion', 'versionNumber', 'transactionId'] as const;

const infoOf = (action: string, payload: unknown): string => {
  const info = field(payload, 'statusInfo');
  const parts = [
    textOf(field(info, 'reasonCode')),
    remarkOf(action, textOf(field(info, 'additionalInfo'))),
    ...brought.map((name) => {
      const value = textOf(field(payload, name));
      return value === '' ? '' : `${name}=${value}`;
    }),
  ];
  return parts
    .filter((part) => part !== '')
    .join(' ')
    .slice(0, shownText_chars);
};

/** Commands that bring secrets: a station may repeat them in what it says of an error. */
const quiet: ReadonlySet<string> = new Set([
  'ChangeConfiguration',
  'SetVariables',
  'SetNetworkProfile',
  'DataTransfer',
  'InstallCertificate',
  'CertificateSigned',
]);

/** Free text of an answer, where it cannot repeat a secret. */
export const remarkOf = (action: string, text: string): string =>
  quiet.has(action) ? '' : text.slice(0, shownText_chars);

/** An answer without a status is a yes: some have none (1.6 UpdateFirmware). */
export const readAnswer = (action: string, payload: unknown): CommandAnswer => {
  const statuses = statusesOf(payload);
  return {
    status: statuses.join('/').slice(0, shownText_chars),
    accepted: statuses.every((status) => yes.has(status)),
    info: infoOf(action, payload),
  };
};
