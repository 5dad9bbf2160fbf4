// Whether a text is a tariff that could price anything: elements with price components. Pure.

import type { Fault } from './read.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const componentTypes: readonly unknown[] = ['ENERGY', 'FLAT', 'PARKING_TIME', 'TIME'];

const faultOfComponent = (component: unknown, where: string): readonly string[] => {
  if (!isRecord(component)) return [`${where} is no object.`];
  const { type, price, step_size: step = 1, vat = 0 } = component;
  return [
    ...(componentTypes.includes(type)
      ? []
      : [`${where}: type must be ${componentTypes.join(', ')}.`]),
    ...(typeof price === 'number' && Number.isFinite(price)
      ? []
      : [`${where}: price must be a number.`]),
    ...(Number.isInteger(step) && Number(step) >= 0
      ? []
      : [`${where}: step_size must be a whole number, 0 or more.`]),
    ...(typeof vat === 'number' && vat >= 0 && vat <= 100
      ? []
      : [`${where}: vat must be a percentage.`]),
  ];
};

const faultsOfElement = (element: unknown, place: number): readonly string[] => {
  const where = `elements[${place}]`;
  const components = isRecord(element) ? listIn(element['price_components']) : [];
  if (components.length === 0) return [`${where} has no price_components.`];
  return components.flatMap((one, at) => faultOfComponent(one, `${where}.price_components[${at}]`));
};

/**
 * The faults of a tariff's shape. Source: OCPI 2.2.1, 11.3.1 Tariff object, 11.4.4 TariffElement.
 */
export const faultsOfTariff = (json: string): readonly Fault[] => {
  const tariff: unknown = JSON.parse(json);
  const elements = isRecord(tariff) ? listIn(tariff['elements']) : [];
  const said =
    elements.length === 0
      ? ['It has no elements.']
      : elements.flatMap((element, place) => faultsOfElement(element, place));
  return said.map((detail) => ({ column: 'tariff', detail }));
};
