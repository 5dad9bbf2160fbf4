// A relay between stations and the gateway, whose lines can be cut all at once.

import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Relay {
  readonly port: number;
  /** Breaks every line, as a network does: nobody says goodbye. Returns how many there were. */
  cut(): number;
  close(): Promise<void>;
}

/** Passes every connection on to `target` of this machine. */
export const startRelay = async (target: number): Promise<Relay> => {
  const lines = new Set<Socket>();
  const hold = (socket: Socket): void => {
    lines.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => lines.delete(socket));
  };
  const cut = (): number => {
    const broken = lines.size;
    for (const socket of lines) socket.resetAndDestroy();
    return broken;
  };
  const server = createServer((station) => {
    const gateway = connect(target, '127.0.0.1');
    hold(station);
    hold(gateway);
    station.pipe(gateway).pipe(station);
    station.on('close', () => gateway.destroy());
    gateway.on('close', () => station.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cut();
      await closed;
    },
  };
};
