// What a tap counts while bytes pass: the figures that tell whether it does what it is for.

export interface TapFigures {
  /** Stations for whom an upstream accepted, since the start. */
  accepted: number;
  /** Handshakes that did not come about, for whatever reason; failures of the upstream among them. */
  refused: number;
  /** Upstreams that could not be reached, or hung up before they answered. */
  upstreamFailures: number;
  /** Stations that the tap handed over to the gateway beside it. */
  handedOver: number;
  framesFromStations: number;
  framesToStations: number;
  bytesFromStations: number;
  bytesToStations: number;
}

export const newFigures = (): TapFigures => ({
  accepted: 0,
  refused: 0,
  upstreamFailures: 0,
  handedOver: 0,
  framesFromStations: 0,
  framesToStations: 0,
  bytesFromStations: 0,
  bytesToStations: 0,
});
