// Why a handshake was refused, as metrics and events name it.

/** Every code; figures exist for each from the start. */
export const refusalCodes = [
  /** HTTP that cannot be read, or that took too long to come. */
  'bad_request',
  /** A handshake without `Connection: Upgrade`. */
  'no_upgrade',
  /** The path names no station that there can be. */
  'bad_path',
  /** WebSocket headers that RFC 6455 does not allow. */
  'bad_handshake',
  'no_subprotocol',
  /** Nothing was proven (401), or too little of what is registered (403). */
  'not_authenticated',
  'not_allowed',
  /** Too many logins of the station, or from the address, failed. */
  'failed_logins',
  /** Too many handshakes of the station, from the address, in all. */
  'station_rate',
  'address_rate',
  'total_rate',
  /** Too many connections from the address, in all. */
  'address_connections',
  'total_connections',
  /** Another connection of the station is alive. */
  'already_connected',
  'stopping',
  'overloaded',
  'other',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];
