// Quirk cards: what people state of a station's quirks, by OVERRIDE events in its own stream.

import type { OcppEvent } from '../../schemas/events.gen.ts';
import type { Fact } from '../facts.ts';
import { faultCodesOf } from './fault-codes.ts';
import type { FaultCode } from './fault-codes.ts';
import { field, textOf } from './json.ts';
import type { MeterTreatment } from './meter/treatment.ts';
import type { StationState, Told } from './state.ts';

/** The layout of cards that this code writes and reads. */
export const cardVersion = 1;

/** Quirks of a station. What is not stated is null or empty, and changes nothing. */
export interface QuirkCard {
  readonly id: string;
  readonly version: number;
  /** Whether the register counts for life or begins at zero with each session. */
  readonly register: 'lifetime' | 'session' | null;
  readonly resetsOnBoot: boolean;
  /** What the register truly counts where its label says Wh. */
  readonly registerUnit: 'Wh' | 'kWh';
  /** Station clock minus true time, seconds; taken off every time that names a zone. */
  readonly clockOffset_s: number;
  /** Minutes east of UTC of times that name no zone. */
  readonly zone_min: number;
  /** Reading context to take where none is said; empty for that of the specification. */
  readonly defaultContext: string;
  /** Codes of the vendor's faults; absent where none are stated. */
  readonly faultCodes?: readonly FaultCode[];
}

/** Two days: no station's clock is stated to be off by more; it is then not set at all. */
const clockOffset_s_max = 172_800;
const zone_min_max = 14 * 60;
/** Characters of a card's id and of a context that are kept. */
const word_chars_max = 64;

const within = (value: unknown, max: number): number | null => {
  if (value === undefined || value === null) return 0;
  return Number.isInteger(value) && Math.abs(Number(value)) <= max ? Number(value) : null;
};

/** Reads a card; null where it states something that no card can. */
export const cardOf = (value: unknown): QuirkCard | null => {
  const id = textOf(field(value, 'id')).slice(0, word_chars_max);
  const register = field(value, 'register') ?? null;
  const unit = field(value, 'registerUnit') ?? 'Wh';
  const clockOffset_s = within(field(value, 'clockOffset_s'), clockOffset_s_max);
  const zone_min = within(field(value, 'zone_min'), zone_min_max);
  if (id === '' || field(value, 'version') !== cardVersion) return null;
  if (register !== null && register !== 'lifetime' && register !== 'session') return null;
  if (unit !== 'Wh' && unit !== 'kWh') return null;
  const faultCodes = faultCodesOf(field(value, 'faultCodes'));
  if (clockOffset_s === null || zone_min === null || faultCodes === null) return null;
  return {
    id,
    version: cardVersion,
    register,
    resetsOnBoot: field(value, 'resetsOnBoot') === true,
    registerUnit: unit,
    clockOffset_s,
    zone_min,
    defaultContext: textOf(field(value, 'defaultContext')).slice(0, word_chars_max),
    ...(faultCodes.length === 0 ? {} : { faultCodes }),
  };
};

const stated = (frame: string | null): unknown => {
  try {
    const parsed: unknown = JSON.parse(frame ?? '');
    return field(parsed, 'quirk_card');
  } catch {
    return undefined;
  }
};

/** A card is stated or withdrawn. It holds for the events after it in the log. */
export const overridden = (state: StationState, event: OcppEvent): Told<Fact> => {
  const at = Math.floor(event.recordedAt / 1000);
  const value = stated(event.frame);
  const card = value === null ? null : cardOf(value);
  if (card === null && value !== null) {
    const detail = (event.frame ?? '').slice(0, 256);
    const code = 'override_unreadable';
    return { state, facts: [{ type: 'Doubted', at, port: 0, code, detail }] };
  }
  const told = card && { id: card.id, version: card.version, json: JSON.stringify(card) };
  return {
    state: { ...state, card, treatment: treatmentOf(card) },
    facts: [{ type: 'CardChanged', at, card: told }],
  };
};

/** What a card means for the meters; without a card everything is read as it is labelled. */
export const treatmentOf = (card: QuirkCard | null): MeterTreatment => {
  const unit = card?.registerUnit === 'kWh' ? 'kWh labelled Wh' : 'as labelled';
  return {
    registerUnit: unit,
    edgeUnit: unit,
    register: card?.register ?? 'unknown',
    resetsOnBoot: card?.resetsOnBoot ?? false,
    portPower_w: null,
  };
};
