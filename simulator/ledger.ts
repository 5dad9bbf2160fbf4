// Keeps the truth of one station while its traffic is delivered.

import { floorTo } from '../lib/time.ts';
import type { Dialect } from './dialects/dialect.ts';
import type { FaultKind } from './faults.ts';
import type { StationProfile } from './station.ts';
import type { TrueBucket, TrueFault, TrueOutage, TrueSession, Truth } from './truth.ts';
import { bucket_ms, isOfSession } from './utterances.ts';
import type { Ended, Reading, SessionUtterance, Started, Utterance } from './utterances.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface Delivery {
  readonly utterance: Utterance;
  readonly offline: boolean;
  /** Id of the transaction as station and back end use it; empty where there is none. */
  readonly transactionId: string;
}

export interface Ledger {
  /** The gateway saw the connection open. */
  connected(at: number): void;
  /** The gateway saw it close. */
  disconnected(at: number): void;
  /** The gateway answered. */
  delivered(delivery: Delivery): void;
  truth(): Truth;
}

interface OpenSession {
  readonly row: Mutable<TrueSession>;
  /** When the last reading was taken. */
  read_at: number;
}

/** An empty ledger for a station. It works on what was said, never on frames. */
export const ledger = (profile: StationProfile, dialect: Dialect): Ledger => {
  const { station_id, model } = profile;
  const outages = outageLedger(profile);
  const faults = faultLedger(station_id, dialect);
  const energy = sessionLedger(station_id, dialect);
  const counts = { connections: 0, calls: 0, replayed: 0 };
  return {
    connected: (at) => {
      counts.connections += 1;
      outages.connected(at);
      faults.connected(at);
    },
    disconnected: (at) => outages.disconnected(at),
    delivered: (delivery) => {
      const { utterance } = delivery;
      counts.calls += 1;
      if (utterance.type === 'status') outages.status(utterance.port, utterance);
      const fault = dialect.notifiesProblems
        ? utterance.type === 'problem'
        : utterance.type === 'status';
      if (fault) faults.told(utterance);
      if (!isOfSession(utterance)) return;
      counts.replayed += delivery.offline ? 1 : 0;
      energy.told(utterance, delivery.transactionId);
    },
    truth: () => ({
      stations: [
        {
          station_id,
          protocol: model.protocol,
          vendor: model.vendor,
          model: model.name,
          serial_number: profile.serial_number,
          firmware_version: profile.firmware_version,
          ports: profile.ports.map((port) => port.port),
          ...counts,
        },
      ],
      sessions: energy.sessions(),
      buckets: energy.buckets(),
      outages: outages.rows(),
      faults: faults.rows(),
    }),
  };
};

interface SessionLedger {
  told(utterance: SessionUtterance, transactionId: string): void;
  sessions(): readonly TrueSession[];
  buckets(): readonly TrueBucket[];
}

const sessionLedger = (station_id: string, dialect: Dialect): SessionLedger => {
  const open = new Map<number, OpenSession>();
  const sessions: Mutable<TrueSession>[] = [];
  const buckets: Mutable<TrueBucket>[] = [];
  const start = ({ session, at, reading }: Started, transaction_id: string): void => {
    const row = {
      station_id,
      port: session.port,
      started_at: at,
      ended_at: null,
      energy_mwh: 0,
      register_start_mwh: reading.register_mwh,
      register_end_mwh: reading.register_mwh,
      id_token: session.id_token,
      stop_reason: '',
      transaction_id,
    };
    sessions.push(row);
    open.set(session.port, { row, read_at: at });
  };
  const read = (session: OpenSession, at: number, reading: Reading): void => {
    const { row } = session;
    const moved_mwh = reading.register_mwh - row.register_end_mwh;
    if (moved_mwh > 0) book(buckets, row, { moved_mwh, from: session.read_at });
    row.register_end_mwh = reading.register_mwh;
    row.energy_mwh = row.register_end_mwh - row.register_start_mwh;
    session.read_at = at;
  };
  const end = ({ session, at, stop, fault }: Ended, row: Mutable<TrueSession>): void => {
    row.ended_at = at;
    row.stop_reason = dialect.stopReason(stop, fault);
    open.delete(session.port);
  };
  return {
    told: (utterance, transactionId) => {
      if (utterance.type === 'started') return start(utterance, transactionId);
      const session = open.get(utterance.session.port);
      if (session === undefined) return;
      if (utterance.reading !== null) read(session, utterance.at, utterance.reading);
      if (utterance.type === 'ended') end(utterance, session.row);
    },
    sessions: () => sessions.toSorted((a, b) => a.started_at - b.started_at || a.port - b.port),
    buckets: () => buckets.toSorted((a, b) => a.bucket_start - b.bucket_start || a.port - b.port),
  };
};

interface Movement {
  readonly moved_mwh: number;
  /** When the reading before was taken; there is one at every border, so it names the bucket. */
  readonly from: number;
}

const book = (buckets: Mutable<TrueBucket>[], row: TrueSession, movement: Movement): void => {
  const { station_id, port, transaction_id, started_at } = row;
  const bucket_start = floorTo(movement.from, bucket_ms);
  const same = buckets.findLast((bucket) => bucket.port === port);
  if (same?.bucket_start === bucket_start && same.session_started_at === started_at) {
    same.energy_mwh += movement.moved_mwh;
    return;
  }
  buckets.push({
    station_id,
    port,
    session_started_at: started_at,
    transaction_id,
    bucket_start,
    energy_mwh: movement.moved_mwh,
  });
};

interface OutageLedger {
  connected(at: number): void;
  disconnected(at: number): void;
  status(port: number, status: { readonly at: number; readonly phase: string }): void;
  rows(): readonly TrueOutage[];
}

const outageLedger = ({ station_id, ports }: StationProfile): OutageLedger => {
  const rows: Mutable<TrueOutage>[] = [];
  const open = new Map<number, Mutable<TrueOutage>>();
  let connected_at = 0;
  const close = (port: number, at: number): void => {
    const outage = open.get(port);
    if (outage !== undefined) outage.ended_at = at;
    open.delete(port);
  };
  const begin = (port: number, started_at: number, cause: TrueOutage['cause']): void => {
    close(port, started_at);
    const outage = { station_id, port, started_at, ended_at: null, cause };
    open.set(port, outage);
    rows.push(outage);
  };
  return {
    connected: (at) => {
      connected_at = at;
      for (const { port } of ports) close(port, at);
    },
    disconnected: (at) => {
      for (const { port } of ports) begin(port, at, 'connection');
    },
    status: (port, status) => {
      const at = Math.max(status.at, connected_at);
      const faulted = open.get(port)?.cause === 'fault';
      if (status.phase === 'faulted' && !faulted) begin(port, at, 'fault');
      if (status.phase !== 'faulted') close(port, at);
    },
    rows: () => rows.toSorted((a, b) => a.started_at - b.started_at || a.port - b.port),
  };
};

interface FaultLedger {
  connected(at: number): void;
  told(utterance: Utterance): void;
  rows(): readonly TrueFault[];
}

const faultLedger = (station_id: string, dialect: Dialect): FaultLedger => {
  const rows: Mutable<TrueFault>[] = [];
  let connected_at = 0;
  const close = (row: Mutable<TrueFault> | undefined, at: number): void => {
    if (row === undefined) return;
    row.cleared_at = at;
    row.visible_to = Math.max(at, connected_at);
  };
  const open = (port: number, fault: FaultKind, at: number): void => {
    rows.push({
      station_id,
      port,
      error_code: dialect.errorCode(fault),
      vendor_error_code: fault.vendorErrorCode,
      info: fault.info,
      opened_at: at,
      cleared_at: null,
      visible_from: Math.max(at, connected_at),
      visible_to: null,
      reports: 1,
    });
  };
  return {
    connected: (at) => {
      connected_at = at;
    },
    told: (utterance) => {
      if (utterance.type !== 'status' && utterance.type !== 'problem') return;
      const { port, at, fault } = utterance;
      const last = rows.findLast((row) => row.port === port && row.cleared_at === null);
      if (fault === null || (utterance.type === 'problem' && utterance.cleared)) {
        close(last, at);
        return;
      }
      if (last?.error_code === dialect.errorCode(fault)) last.reports += 1;
      else {
        close(last, at);
        open(port, fault, at);
      }
    },
    rows: () => rows.toSorted((a, b) => a.opened_at - b.opened_at || a.port - b.port),
  };
};
