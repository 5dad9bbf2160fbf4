// Generated histories as the worst stations make them: any quirks, then shuffled, doubled and cut.

import fc from 'fast-check';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { hour_ms } from '../lib/time.ts';
import { fleet } from '../simulator/fleet.ts';
import { simulateHistory } from '../simulator/history.ts';
import type { RecordedLine } from '../simulator/history.ts';
import { quirkNames } from '../simulator/quirks.ts';
import type { QuirkName } from '../simulator/quirks.ts';
import { eventsOf } from './folded.ts';

const from = Date.UTC(2026, 2, 1);

/** Hours of one busy station: enough for visits, faults and lost connections. */
const lifetime_ms = 10 * hour_ms;

interface Hostility {
  readonly model: number;
  readonly quirks: readonly QuirkName[];
  readonly wounds: readonly Wound[];
}

/** What becomes of a line on its way. */
interface Wound {
  readonly at: number;
  readonly does: 'swap' | 'repeat' | 'drop' | 'cut' | 'junk';
}

const junk = '[2,"x","MeterValues",{"connectorId":-1,"meterValue":{"sampledValue":{"value":[]}}}]';

const wounded = (lines: readonly RecordedLine[], { at, does }: Wound): readonly RecordedLine[] => {
  const index = at % lines.length;
  const line = lines[index];
  if (line === undefined) return lines;
  const told = (...here: readonly RecordedLine[]) => lines.toSpliced(index, 1, ...here);
  const frame = (text: string): RecordedLine => ('frame' in line ? { ...line, frame: text } : line);
  switch (does) {
    case 'swap': {
      const next = lines[index + 7];
      return next === undefined ? lines : told(next).toSpliced(index + 7, 1, line);
    }
    case 'repeat':
      return told(line, line);
    case 'drop':
      return told();
    case 'cut':
      return told(frame('frame' in line ? line.frame.slice(0, at % 60) : ''));
    case 'junk':
      return told(frame(junk));
  }
};

const historyOf = ({ model, quirks, wounds }: Hostility): readonly OcppEvent[] => {
  const profile = fleet({ seed: 'hostile', stations: 8, quirks })[model];
  if (profile === undefined) throw new Error(`the fleet has no station ${model}`);
  const temper = {
    arrivals_per_day: 12,
    linkLosses_per_day: 4,
    faults_per_day: 4,
    reboots_per_day: 3,
    longOutage: false,
  };
  const stations = [{ ...profile, temper }];
  const { lines } = simulateHistory({ seed: 'hostile', stations, from, to: from + lifetime_ms });
  return [...eventsOf(wounds.reduce(wounded, [...lines]))];
};

const hostility: fc.Arbitrary<Hostility> = fc.record({
  model: fc.nat(7),
  quirks: fc.subarray([...quirkNames], { maxLength: 6 }),
  wounds: fc.array(
    fc.record({
      at: fc.nat(2_000),
      does: fc.constantFrom('swap', 'repeat', 'drop', 'cut', 'junk'),
    }),
    { maxLength: 12 },
  ),
});

/** Histories of one station of any model with up to six quirks and a dozen wounds. */
export const hostileHistories: fc.Arbitrary<readonly OcppEvent[]> = hostility.map(historyOf);
