// The products of the virtual fleet. Makers and models are invented.

import { minute_ms } from '../lib/time.ts';
import type { Model } from './station.ts';

const ac = {
  current: 'AC',
  phases: 3,
  energyUnit: 'Wh',
  plainSeconds: true,
  messageIds: 'uuid',
  sample_ms: 20 * minute_ms,
  begins: 'authorized',
  namesEvse: 'always',
} as const;

const dc = { ...ac, current: 'DC', sample_ms: 5 * minute_ms } as const;

/** In the order in which a fleet takes them, so that a small fleet has both families. */
export const models = [
  {
    ...ac,
    vendor: 'Norrsken',
    name: 'Gran 22',
    firmwareVersions: ['3.4.1', '3.5.0'],
    protocol: 'ocpp1.6',
    power_w_max: 22_080,
    ports: 2,
    messageIds: 'counter',
  },
  {
    ...ac,
    vendor: 'Voltgarden',
    name: 'Post 2',
    firmwareVersions: ['2.0.11', '2.1.0'],
    protocol: 'ocpp2.0.1',
    power_w_max: 22_080,
    ports: 2,
    plainSeconds: false,
    begins: 'cable',
    namesEvse: 'first',
  },
  {
    ...dc,
    vendor: 'Blixt',
    name: 'Rapid 150',
    firmwareVersions: ['1.18.3'],
    protocol: 'ocpp1.6',
    power_w_max: 150_000,
    ports: 2,
  },
  {
    ...dc,
    vendor: 'Kraftverk',
    name: 'HPC-300',
    firmwareVersions: ['24.10', '25.02'],
    protocol: 'ocpp2.0.1',
    power_w_max: 300_000,
    ports: 4,
    plainSeconds: false,
    energyUnit: 'Wh×10^3',
  },
  {
    ...ac,
    vendor: 'Hemladdaren',
    name: 'Villa 7',
    firmwareVersions: ['0.9.8'],
    protocol: 'ocpp1.6',
    phases: 1,
    power_w_max: 7_360,
    ports: 1,
    energyUnit: 'kWh',
    plainSeconds: false,
  },
  {
    ...ac,
    vendor: 'Voltgarden',
    name: 'Post 3',
    firmwareVersions: ['3.0.2'],
    protocol: 'ocpp2.1',
    power_w_max: 11_040,
    ports: 1,
    namesEvse: 'first',
  },
  {
    ...ac,
    vendor: 'Norrsken',
    name: 'Tall 11',
    firmwareVersions: ['3.4.1'],
    protocol: 'ocpp1.6',
    power_w_max: 11_040,
    ports: 1,
    messageIds: 'counter',
  },
  {
    ...dc,
    vendor: 'Blixt',
    name: 'Compact 50',
    firmwareVersions: ['2.2.0', '2.2.1'],
    protocol: 'ocpp2.0.1',
    power_w_max: 50_000,
    ports: 1,
    begins: 'cable',
  },
] as const satisfies readonly Model[];
