// Sites and stations in the words of DATEX II: where they are, who runs them, when they are open.

import type { SitedPort, Site } from '../registry.ts';
import { memberState, versioned } from './published.ts';

/** Language of texts, which are names and addresses. */
const lang = 'en';

export const text = (value: string) => ({ values: [{ lang, value }] });

const number = (given: string): number | null => (given === '' ? null : Number(given));

const address = (site: Site) => ({
  postcode: site.postcode,
  city: text(site.city),
  countryCode: memberState(site.country) ?? '',
  addressLine: [{ order: 0, type: { value: 'street' }, text: text(site.address) }],
});

const nuts = ({ listing }: Site) =>
  listing.nuts1_region === ''
    ? {}
    : { nutsArea: [{ nutsCodeType: { value: 'nuts1Code' }, nutsCode: listing.nuts1_region }] };

/** Where a site is; without coordinates nowhere, which the judge says. */
export const locationReference = (site: Site) => {
  const [latitude, longitude] = [number(site.latitude), number(site.longitude)];
  const at = { latitude, longitude };
  return {
    locPointLocation: {
      coordinatesForDisplay: at,
      locLocationExtensionG: {
        FacilityLocation: { timeZone: site.zone, address: address(site), ...nuts(site) },
      },
      pointByCoordinates: { pointCoordinates: at },
    },
  };
};

export const operator = ({ country, listing }: Site) => ({
  afacAnOrganisation: {
    name: text(listing.brand_name || listing.operator_name),
    legalName: text(listing.operator_name),
    externalIdentifier: [
      {
        identifier: `${listing.country_code || memberState(country)}*${listing.party_id}`,
        typeOfIdentifier: { value: 'extendedG', extendedValueG: 'operatorId' },
      },
    ],
  },
});

export const helpdesk = ({ listing }: Site) =>
  listing.helpdesk_phone === ''
    ? {}
    : {
        helpdesk: {
          afacAnOrganisation: {
            name: text(listing.brand_name || listing.operator_name),
            organisationUnit: [
              {
                contactInformation: [
                  { afacContactInformation: { telephoneNumber: listing.helpdesk_phone } },
                ],
              },
            ],
          },
        },
      };

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** Minutes since midnight of the site; the profile writes local times with a Z. */
const clock = (minutes: number): string => {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 24) return '23:59:59Z';
  return `${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}:00Z`;
};

const beginning = '2000-01-01T00:00:00Z';

export const operatingHours = ({ site_id, opening_hours }: Site) => {
  if (opening_hours === null) return { afacOpenAllHours: {} };
  const validPeriod = opening_hours.map(({ weekday, from_min, to_min }) => ({
    recurringTimePeriodOfDay: [
      { startTimeOfPeriod: clock(from_min), endTimeOfPeriod: clock(to_min) },
    ],
    recurringDayWeekMonthPeriod: [
      { comDayWeekMonth: { applicableDay: [{ value: days[weekday - 1] }] } },
    ],
  }));
  const overallPeriod = { overallStartTime: beginning, validPeriod };
  return { afacOperatingHoursSpecification: versioned(`${site_id}*hours`, { overallPeriod }) };
};

const spaces = (id: string, numberOfSpaces: number | null, more: object) =>
  numberOfSpaces === null ? [] : [versioned(id, { ...more, numberOfSpaces })];

export const parking = ({ site_id, listing }: Site) => {
  const all = [
    ...spaces(`${site_id}*parking`, listing.parking_spaces, {}),
    ...spaces(`${site_id}*accessible`, listing.accessible_spaces, {
      userSpecific: [{ value: 'personsWithDisabilities' }],
    }),
  ];
  return all.length === 0 ? {} : { dedicatedParkingSpaces: all };
};

const methods: Readonly<Record<string, string>> = {
  contactless: 'nfc',
  card_reader: 'creditCard',
  app: 'apps',
  qr_code: 'website',
  rfid: 'rfid',
};

/** Ways to be known and to pay, as far as the profile has words for them. */
export const authentication = ({ listing }: Site) => {
  const known = listing.payment_means.flatMap((means) => methods[means] ?? []);
  const all = [...new Set([...known, 'rfid'])].map((value) => ({ value }));
  return { authenticationAndIdentificationMethods: all };
};

const payments: Readonly<Record<string, string>> = {
  contactless: 'nfc',
  card_reader: 'emv',
  app: 'mobileAccount',
  qr_code: 'qrCode',
};

export const paymentMeans = ({ site }: SitedPort) => {
  const known = site.listing.payment_means.flatMap((means) => payments[means] ?? []);
  return known.length === 0 ? {} : { payment: { paymentMeans: known.map((value) => ({ value })) } };
};

export const staff = ({ listing }: Site) => [
  { serviceType: { value: listing.staffed ? 'physicalAttendance' : 'unattended' } },
];
