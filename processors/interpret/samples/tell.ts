// Every sampled value of a meterValue, of both families, in the words of the table of meter values.

import { thousandths } from '../../../lib/units.ts';
import type { SampledValue } from '../../facts/meter.ts';
import type { Fact } from '../../facts.ts';
import { field, listOf, textOf } from '../json.ts';
import type { MeterOwner } from '../meter-values.ts';
import type { Said } from '../said.ts';
import type { StationState, Told } from '../state.ts';
import { openAt, openWith } from '../transactions/find.ts';
import { unitOf } from './units.ts';

/** What a frame says that was sampled at one instant. */
export interface SaidSamples {
  readonly type: 'Samples';
  readonly at: number;
  /** Null where only the transaction tells it. */
  readonly port: number | null;
  readonly transactionId: string;
  readonly values: readonly SampledValue[];
}

/** Values of one frame that become rows; further ones stay in the frame alone. */
export const samplesPerFrame_max = 1_024;
/** Longest word that is taken over. */
const word_max = 64;

/** Adds what was sampled; values that are no numbers are doubted where they are used, and left out. */
export const tellSamples = (
  said: Said[],
  meterValue: unknown,
  { at, owner }: { readonly at: number; readonly owner: MeterOwner },
): void => {
  let room = samplesPerFrame_max;
  for (const one of said) if (one.type === 'Samples') room -= one.values.length;
  const values: SampledValue[] = [];
  for (const sampled of listOf(field(meterValue, 'sampledValue'))) {
    const value = valueOf(sampled);
    if (value === null) continue;
    if (values.length >= room) {
      const detail = `more than ${samplesPerFrame_max} in one frame`;
      said.push({ type: 'Doubt', at, port: owner.port ?? 0, code: 'samples_left_out', detail });
      break;
    }
    values.push(value);
  }
  if (values.length === 0) return;
  const { port, transactionId } = owner;
  said.push({ type: 'Samples', at, port, transactionId, values });
};

/** One value; null where it is signed data or no number. */
const valueOf = (sampled: unknown): SampledValue | null => {
  if (field(sampled, 'format') === 'SignedData') return null;
  const measurand = wordOf(sampled, 'measurand') || 'Energy.Active.Import.Register';
  const measure = field(sampled, 'unitOfMeasure');
  const multiplier = Number(field(measure, 'multiplier') ?? 0);
  const said = textOf(field(measure, 'unit')) || textOf(field(sampled, 'unit'));
  const unit = unitOf(said, measurand);
  const value = Number.isInteger(multiplier)
    ? thousandths(textOf(field(sampled, 'value')), unit.exponent + multiplier)
    : null;
  if (value === null) return null;
  return {
    measurand,
    phase: wordOf(sampled, 'phase'),
    location: wordOf(sampled, 'location') || 'Outlet',
    context: wordOf(sampled, 'context') || 'Sample.Periodic',
    unit: unit.name,
    value,
    signed: (field(sampled, 'signedMeterValue') ?? null) !== null,
  };
};

const wordOf = (sampled: unknown, name: string): string => {
  const word = textOf(field(sampled, name));
  return word.length > word_max ? word.slice(0, word_max) : word;
};

/** Joins them with the session that they were sampled in: of the transaction, else of the port. */
export const samplesRead = (state: StationState, said: SaidSamples): Told<Fact> => {
  const { at, transactionId, values } = said;
  const session = openWith(state, transactionId, said.port) ?? openAt(state, said.port);
  const port = said.port === null || said.port === 0 ? (session?.port ?? 0) : said.port;
  const sessionId = session?.sessionId ?? null;
  return { state, facts: [{ type: 'ValuesSampled', at, port, sessionId, values }] };
};
