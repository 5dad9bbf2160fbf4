// Generated from schemas/events/*.avsc by `npm run gen`. Do not edit.
/** One thing that people decided: a port registered, an outage excluded, a tariff published, a period closed. */
export interface LedgerEvent {
  readonly eventId: string;
  readonly tenant: string;
  /** Past tense, as PortRegistered. */
  readonly kind: string;
  /** What it is about; with the tenant the key of the record. */
  readonly subject: string;
  /** When it takes effect in the world. */
  readonly validFrom: null | number;
  readonly validTo: null | number;
  /** When it was decided. */
  readonly recordedAt: number;
  readonly recordedBy: string;
  /** The decision itself as JSON, by kind. */
  readonly body: string;
}

export type EventKind =
  | 'UNKNOWN'
  | 'CONNECTED'
  | 'FRAME'
  | 'DISCONNECTED'
  | 'REFUSED'
  | 'GATEWAY_STARTED'
  | 'GATEWAY_STOPPED'
  | 'OVERRIDE'
  | 'UNRECORDED';

export type Direction = 'NONE' | 'FROM_STATION' | 'TO_STATION';

export type Verdict = 'UNCHECKED' | 'VALID' | 'INVALID' | 'MALFORMED';

export interface Redaction {
  /** JSON pointer into the frame. */
  readonly path: string;
  readonly pseudonym: string;
  /** The original, sealed under the subject's key; empty where it was dropped for good. */
  readonly sealed: Uint8Array;
}

export type Side = 'UNKNOWN' | 'STATION' | 'GATEWAY' | 'UPSTREAM';

export interface Close {
  /** WebSocket close code; 1006 where no close frame came. */
  readonly code: number;
  readonly reason: string;
  readonly side: Side;
}

export type Source = 'GATEWAY' | 'TAP' | 'IMPORT';

/** One thing that happened on the line between a station and its back end: a frame of either direction as it stood on the wire, a connection opened or closed, or an order that changes how the frames are read. */
export interface OcppEvent {
  /** connectionId/seq; unique. */
  readonly eventId: string;
  readonly tenant: string;
  /** Identity of the charging station, the last segment of its connection URL. */
  readonly stationId: string;
  /** UUIDv7 of the connection, or the importer's name for it. */
  readonly connectionId: string;
  /** Order within the connection; for imported traffic an order within the station, from recordedAt. */
  readonly seq: number;
  readonly gatewayId: string;
  /** One per start of a gateway or importer. */
  readonly gatewayRun: string;
  /** When the gateway saw it, microseconds since 1970 UTC. */
  readonly recordedAt: number;
  readonly kind: EventKind;
  readonly direction: Direction;
  /** WebSocket subprotocol: ocpp1.6, ocpp2.0.1, ocpp2.1; empty where none was agreed. */
  readonly protocol: string;
  /** Text of the frame, as on the wire; of OVERRIDE and UNRECORDED what is stated, as JSON. */
  readonly frame: null | string;
  /** Bytes of a frame that is binary, or text that is not UTF-8. */
  readonly frameBytes: null | Uint8Array;
  /** OCPP-J message type id 2 to 6; 0 where the frame could not be read. */
  readonly messageType: number;
  readonly messageId: string;
  /** Of the CALL, also on its answer; empty where unknown. */
  readonly action: string;
  /** Against the published JSON schema; MALFORMED is no OCPP-J frame at all. Never decides whether the event is kept. */
  readonly verdict: Verdict;
  readonly verdictErrors: readonly string[];
  readonly redactions: readonly Redaction[];
  readonly close: null | Close;
  /** Why a connection was refused. */
  readonly refusal: null | string;
  readonly remoteAddress: string;
  readonly source: Source;
}

/** The schema of LedgerEvent, in the canonical JSON that the registry holds. */
export const schemaOfLedgerEvent =
  '{"type":"record","name":"LedgerEvent","namespace":"laddbok.ledger","doc":"One thing that people decided: a port registered, an outage excluded, a tariff published, a period closed.","fields":[{"name":"eventId","type":"string"},{"name":"tenant","type":"string"},{"name":"kind","type":"string","doc":"Past tense, as PortRegistered."},{"name":"subject","type":"string","doc":"What it is about; with the tenant the key of the record."},{"name":"validFrom","type":["null",{"type":"long","logicalType":"timestamp-micros"}],"doc":"When it takes effect in the world.","default":null},{"name":"validTo","type":["null",{"type":"long","logicalType":"timestamp-micros"}],"default":null},{"name":"recordedAt","type":{"type":"long","logicalType":"timestamp-micros"},"doc":"When it was decided."},{"name":"recordedBy","type":"string","default":""},{"name":"body","type":"string","doc":"The decision itself as JSON, by kind."}]}';

/** The schema of OcppEvent, in the canonical JSON that the registry holds. */
export const schemaOfOcppEvent =
  '{"type":"record","name":"OcppEvent","namespace":"laddbok.ocpp","doc":"One thing that happened on the line between a station and its back end: a frame of either direction as it stood on the wire, a connection opened or closed, or an order that changes how the frames are read.","fields":[{"name":"eventId","type":"string","doc":"connectionId/seq; unique."},{"name":"tenant","type":"string"},{"name":"stationId","type":"string","doc":"Identity of the charging station, the last segment of its connection URL."},{"name":"connectionId","type":"string","doc":"UUIDv7 of the connection, or the importer\'s name for it."},{"name":"seq","type":"long","doc":"Order within the connection; for imported traffic an order within the station, from recordedAt."},{"name":"gatewayId","type":"string","default":""},{"name":"gatewayRun","type":"string","doc":"One per start of a gateway or importer.","default":""},{"name":"recordedAt","type":{"type":"long","logicalType":"timestamp-micros"},"doc":"When the gateway saw it, microseconds since 1970 UTC."},{"name":"kind","type":{"type":"enum","name":"EventKind","symbols":["UNKNOWN","CONNECTED","FRAME","DISCONNECTED","REFUSED","GATEWAY_STARTED","GATEWAY_STOPPED","OVERRIDE","UNRECORDED"],"default":"UNKNOWN"}},{"name":"direction","type":{"type":"enum","name":"Direction","symbols":["NONE","FROM_STATION","TO_STATION"],"default":"NONE"},"default":"NONE"},{"name":"protocol","type":"string","doc":"WebSocket subprotocol: ocpp1.6, ocpp2.0.1, ocpp2.1; empty where none was agreed.","default":""},{"name":"frame","type":["null","string"],"doc":"Text of the frame, as on the wire; of OVERRIDE and UNRECORDED what is stated, as JSON.","default":null},{"name":"frameBytes","type":["null","bytes"],"doc":"Bytes of a frame that is binary, or text that is not UTF-8.","default":null},{"name":"messageType","type":"int","doc":"OCPP-J message type id 2 to 6; 0 where the frame could not be read.","default":0},{"name":"messageId","type":"string","default":""},{"name":"action","type":"string","doc":"Of the CALL, also on its answer; empty where unknown.","default":""},{"name":"verdict","type":{"type":"enum","name":"Verdict","symbols":["UNCHECKED","VALID","INVALID","MALFORMED"],"default":"UNCHECKED"},"doc":"Against the published JSON schema; MALFORMED is no OCPP-J frame at all. Never decides whether the event is kept.","default":"UNCHECKED"},{"name":"verdictErrors","type":{"type":"array","items":"string"},"default":[]},{"name":"redactions","type":{"type":"array","items":{"type":"record","name":"Redaction","fields":[{"name":"path","type":"string","doc":"JSON pointer into the frame."},{"name":"pseudonym","type":"string"},{"name":"sealed","type":"bytes","doc":"The original, sealed under the subject\'s key; empty where it was dropped for good."}]}},"default":[]},{"name":"close","type":["null",{"type":"record","name":"Close","fields":[{"name":"code","type":"int","doc":"WebSocket close code; 1006 where no close frame came."},{"name":"reason","type":"string"},{"name":"side","type":{"type":"enum","name":"Side","symbols":["UNKNOWN","STATION","GATEWAY","UPSTREAM"],"default":"UNKNOWN"}}]}],"default":null},{"name":"refusal","type":["null","string"],"doc":"Why a connection was refused.","default":null},{"name":"remoteAddress","type":"string","default":""},{"name":"source","type":{"type":"enum","name":"Source","symbols":["GATEWAY","TAP","IMPORT"],"default":"GATEWAY"},"default":"GATEWAY"}]}';
