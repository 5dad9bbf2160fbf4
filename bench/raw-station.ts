// A station for load: MeterValues over a bare socket, so cheap that the server is what is measured.

import { type Socket, connect } from 'node:net';

/** A WebSocket client frame: FIN and text, the mask bit, a mask of zeros that changes nothing. */
const clientFrame = (text: string): Buffer => {
  const payload = Buffer.from(text);
  const head = Buffer.alloc(8);
  head.writeUInt8(0x81, 0);
  head.writeUInt8(0x80 | 126, 1);
  head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
};

const samples = [
  ['Energy.Active.Import.Register', 'Wh', '1234567.8'],
  ['Power.Active.Import', 'W', '7360.4'],
  ['Current.Import', 'A', '15.97'],
  ['Current.Offered', 'A', '32.00'],
  ['Voltage', 'V', '230.5'],
  ['Temperature', 'Celsius', '31.5'],
  ['SoC', 'Percent', '57'],
] as const;

const idDigits = 8;

/** MeterValues with seven samples, about 1 kB, as a 1.6 station sends them once a minute. */
const meterValues = (messageId: string): string =>
  JSON.stringify([
    2,
    messageId,
    'MeterValues',
    {
      connectorId: 1,
      transactionId: 123_456_789,
      meterValue: [
        {
          timestamp: '2026-01-31T12:00:00.000Z',
          sampledValue: samples.map(([measurand, unit, value]) => ({
            value,
            context: 'Sample.Periodic',
            format: 'Raw',
            measurand,
            location: measurand === 'SoC' ? 'EV' : 'Outlet',
            unit,
          })),
        },
      ],
    },
  ]);

export interface RawStation {
  /** Sends the next CALL; the one before it has to be answered. */
  send(): void;
  close(): void;
}

const handshake = (id: string): string =>
  `GET /${id} HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
  'Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Protocol: ocpp1.6\r\n\r\n';

/** Counts the whole text frames in what a server sends. Its frames are short and not masked. */
const frameCounter = () => {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk: Buffer): number => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let count = 0;
    let at = 0;
    while (at + 2 <= bytes.length) {
      const length = bytes.readUInt8(at + 1);
      if (length >= 126) throw new Error('The server sent a frame that no answer is');
      if (at + 2 + length > bytes.length) break;
      if (bytes.readUInt8(at) === 0x81) count++;
      at += 2 + length;
    }
    rest = bytes.subarray(at);
    return count;
  };
};

const opened = (socket: Socket, id: string): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('connect', () => socket.write(handshake(id)));
    socket.once('data', (answer) => {
      if (answer.toString('latin1').startsWith('HTTP/1.1 101')) resolve();
      else reject(new Error(`Refused: ${answer.toString('latin1').slice(0, 200)}`));
    });
  });

/** Connects a station; `onAnswer` is called for each answer. */
export const connectRawStation = async (
  port: number,
  id: string,
  onAnswer: () => void,
): Promise<RawStation> => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await opened(socket, id);
  const frame = clientFrame(meterValues('0'.repeat(idDigits)));
  const idAt = frame.indexOf('0'.repeat(idDigits));
  const count = frameCounter();
  let sent = 0;
  socket.on('data', (chunk) => {
    for (let answers = count(chunk); answers > 0; answers--) onAnswer();
  });
  return {
    send: () => {
      sent++;
      frame.write(String(sent).padStart(idDigits, '0'), idAt, 'latin1');
      socket.write(frame);
    },
    close: () => socket.destroy(),
  };
};
