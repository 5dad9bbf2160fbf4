// Has a station send a message that it would send by itself at another time.

import { oneOf, required, text, whole } from '../args.ts';
import { evse, said, unsayable, word } from '../word.ts';

interface Names {
  readonly of16: string;
  /** Only the security whitepaper of 1.6 knows it. */
  readonly extended?: true;
  readonly of2: string;
}

const none = '';
const messages = {
  boot: { of16: 'BootNotification', of2: 'BootNotification' },
  heartbeat: { of16: 'Heartbeat', of2: 'Heartbeat' },
  status: { of16: 'StatusNotification', of2: 'StatusNotification' },
  meter_values: { of16: 'MeterValues', of2: 'MeterValues' },
  firmware_status: { of16: 'FirmwareStatusNotification', of2: 'FirmwareStatusNotification' },
  diagnostics_status: { of16: 'DiagnosticsStatusNotification', of2: none },
  log_status: { of16: 'LogStatusNotification', extended: true, of2: 'LogStatusNotification' },
  sign_certificate: {
    of16: 'SignChargePointCertificate',
    extended: true,
    of2: 'SignChargingStationCertificate',
  },
  transaction: { of16: none, of2: 'TransactionEvent' },
  publish_firmware_status: { of16: none, of2: 'PublishFirmwareStatusNotification' },
  custom: { of16: none, of2: 'CustomTrigger' },
} as const satisfies Readonly<Record<string, Names>>;

type Message = keyof typeof messages;
const words = Object.keys(messages) as Message[];

export const trigger = word({
  name: 'trigger',
  about: 'Has the station send a message now.',
  args: {
    message: required(oneOf(words, 'Which message.')),
    port: whole('1.6 connector or 2.x EVSE that it is to be about.', [1, 65_535]),
    connector: whole('2.x: connector of the EVSE; needed for status.', [1, 65_535]),
    custom: text('2.1: name of a custom trigger, with message custom.', 50),
  },
  say16: ({ message, port }) => {
    const names: Names = messages[message];
    if (names.of16 === none) return unsayable(`OCPP 1.6 cannot trigger ${message}.`);
    const action = names.extended === true ? 'ExtendedTriggerMessage' : 'TriggerMessage';
    return said(action, { requestedMessage: names.of16, connectorId: port });
  },
  say2: ({ message, port, connector, custom }, { protocol }) => {
    const { of2 }: Names = messages[message];
    if (of2 === none)
      return unsayable(`OCPP 2.x cannot trigger ${message}; it has log_status for that.`);
    if (message === 'custom' && protocol !== 'ocpp2.1')
      return unsayable('Custom triggers exist from OCPP 2.1 on.');
    return said('TriggerMessage', {
      requestedMessage: of2,
      evse: evse(port, message === 'status' ? (connector ?? 1) : connector),
      customTrigger: message === 'custom' ? custom : undefined,
    });
  },
});
