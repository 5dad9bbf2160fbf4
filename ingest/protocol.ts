// The OCPP versions that a gateway speaks, and how a WebSocket subprotocol is agreed on.

/** WebSocket subprotocols understood, the one preferred first. */
export const protocols = ['ocpp2.1', 'ocpp2.0.1', 'ocpp1.6'] as const;

export type Protocol = (typeof protocols)[number];

/** Longest list of offers that is looked at; stations offer one to four. */
const offers_max = 32;

export const isProtocol = (text: string): text is Protocol =>
  (protocols as readonly string[]).includes(text);

export interface Agreement {
  readonly protocol: Protocol;
  /** The station's own spelling; the handshake must answer with exactly that (RFC 6455, 4.2.2). */
  readonly offered: string;
}

/** The subprotocols that a station offers, as it spells them; commas and spaces both part them. */
export const offersOf = (header: string | undefined): readonly string[] =>
  (header ?? '')
    .split(/[,\s]+/, offers_max)
    .filter((offer) => offer !== '' && /^[!#$%&'*+\-.^_`|~\w]+$/.test(offer));

/** The best version that both sides speak, in any letter case; null where there is none. */
export const agreeOn = (offers: readonly string[]): Agreement | null => {
  for (const protocol of protocols) {
    const offered = offers.find((offer) => offer.toLowerCase() === protocol);
    if (offered !== undefined) return { protocol, offered };
  }
  return null;
};
