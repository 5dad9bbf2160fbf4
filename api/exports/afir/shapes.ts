// The shapes of the German AFIR profile 01-00-00, as far as we write it.

import {
  anything,
  between,
  listOf,
  matching,
  members,
  nonEmpty,
  objectOf,
  wordOf,
  type Shape,
} from './shape.ts';

const instant = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
const country = matching(/^[A-Z]{2}$/);
const identity = { idG: nonEmpty, versionG: nonEmpty };

/** The trailing G matters: a plain `version` would be another word, and is refused. */
const reference = (targetClass: string): Shape =>
  objectOf(
    { targetClass: { is: 'word', of: [targetClass] }, idG: nonEmpty },
    { versionG: nonEmpty },
  );
const object = objectOf({
  targetClass: { is: 'word', of: ['FacilityObject'] },
  idG: nonEmpty,
  versionG: nonEmpty,
});

const words = objectOf({
  values: listOf(objectOf({ value: matching(/^[\s\S]{1,1024}$/) }, { lang: nonEmpty }), 1),
});

const price = objectOf(
  {
    priceType: wordOf('pricePerMinute pricePerKWh basePrice flatRate free other'),
    value: between(0, 1e9),
  },
  {
    taxIncluded: anything,
    taxRate: between(0, 100),
    additionalInformation: words,
    ...members('priceCap overallPeriod timeBasedApplicability energyBasedApplicability'),
  },
);

const currency = matching(/^[A-Z]{3}$/);

const rate = objectOf(
  {
    idG: nonEmpty,
    ratePolicy: wordOf('contract adHoc'),
    lastUpdated: instant,
    applicableCurrency: listOf(currency, 1),
  },
  {
    energyPrice: listOf(price),
    ...members('rateName combinationWithParkingFee maximumDeliveryFee minimumDeliveryFee discount'),
    ...members('additionalInformation payment overallPeriod'),
  },
);

const connector = objectOf(
  {
    connectorType: wordOf(
      'cee3 cee5 chademo yazaki domestic domesticA domesticB domesticC domesticD domesticE ' +
        'domesticF domesticG domesticH domesticI domesticJ domesticK domesticL domesticM ' +
        'domesticN domesticO iec60309x2three16 iec60309x2three32 iec60309x2three64 ' +
        'iec60309x2single16 iec62196T1 iec62196T1COMBO iec62196T2 iec62196T2COMBO iec62196T3A ' +
        'iec62196T3C mcs pantographBottomUp pantographTopDown teslaConnectorEurope ' +
        'teslaConnectorAmerica teslaR teslaS other',
    ),
    maxPowerAtSocket: between(1, 1e8),
  },
  members(
    'otherConnector countryOfDomesticSocket connectorFormat voltage maximumCurrent ' +
      'externalIdentifier',
  ),
);

const facility = members(
  'name alias lastUpdated description accessibility additionalInformation externalIdentifier ' +
    'informationWebsite photoUrl photo operatingHours owner operator helpdesk ' +
    'applicableForVehicles dimension amenities supplementalFacility dedicatedParkingSpaces',
);

/** EVSE ids by eMI3 and ISO 15118: country, party, E and the point. */
const evse = objectOf(
  { identifier: matching(/^[A-Z]{2}\*?[A-Z0-9]{3}\*?E[A-Z0-9*]{1,30}$/) },
  members('typeOfIdentifier'),
);

const point = objectOf(
  {
    ...identity,
    deliveryUnit: wordOf('kWh'),
    currentType: wordOf('ac dc'),
    connector: listOf(connector, 1),
    externalIdentifier: listOf(evse, 1),
  },
  {
    ...facility,
    ...members('modelType reservation usageType availableVoltage chargingMode locationReference'),
    ...members('otherSmartRechargingServices'),
    vehicleToGridCommunicationType: listOf(wordOf('none iso15118 iec619802 other unknown')),
    smartRechargingServices: listOf(
      wordOf('remoteMonitoring powerOptimisationByUser bidirectionalRecharging plugAndCharge'),
    ),
    numberOfConnectors: between(1, 100),
    availableChargingPower: listOf(between(1, 1e8)),
    electricEnergy: listOf(
      objectOf(
        {},
        {
          energyRate: listOf(rate),
          ...members('isGreenEnergy energyProductName mobilityServiceProvider'),
        },
      ),
    ),
  },
);

const at = objectOf({ latitude: between(-90, 90), longitude: between(-180, 180) });

/** Annex of 2025/655: coordinates, country, region, city, postcode and address. */
const location = objectOf({
  locPointLocation: objectOf({
    coordinatesForDisplay: at,
    pointByCoordinates: objectOf({ pointCoordinates: at }),
    locLocationExtensionG: objectOf({
      FacilityLocation: objectOf(
        {
          address: objectOf({
            postcode: nonEmpty,
            city: words,
            countryCode: country,
            addressLine: listOf(objectOf({ order: anything, type: anything, text: words }), 1),
          }),
        },
        { timeZone: nonEmpty, nutsArea: anything },
      ),
    }),
  }),
});

const service = listOf(
  objectOf({ serviceType: wordOf('physicalAttendance unattended') }, members('overallPeriod')),
  1,
);

const organisation = objectOf({
  afacAnOrganisation: objectOf(
    {
      name: words,
      legalName: words,
      externalIdentifier: listOf(
        objectOf({ identifier: matching(/^[A-Z]{2}\*[A-Z0-9]{3}$/) }, members('typeOfIdentifier')),
        1,
      ),
    },
    null,
  ),
});

const station = objectOf(
  {
    ...identity,
    totalMaximumPower: between(1, 1e9),
    numberOfRefillPoints: between(1, 10_000),
    serviceType: service,
    locationReference: location,
    operator: organisation,
    refillPoint: listOf(objectOf({ aegiElectricChargingPoint: point }), 1),
  },
  {
    ...facility,
    ...members('refillPointByReference userInterfaceLanguage energyDistributor'),
    ...members('mobilityServiceProvider roamingPlatform electricEnergy'),
    authenticationAndIdentificationMethods: listOf(
      wordOf(
        'activeRFIDChip apps calypso cashPayment creditCard debitCard mifareClassic ' +
          'mifareDesfire nfc overTheAir phoneDialog phoneSMS pinpad plc prepaidCard rfid website ' +
          'unlimitedAccess noAccess',
      ),
    ),
  },
);

/** An EnergyInfrastructureSite. */
export const siteShape = objectOf(
  {
    ...identity,
    locationReference: location,
    operator: organisation,
    energyInfrastructureStation: listOf(station, 1),
  },
  {
    ...facility,
    serviceType: service,
    ...members('typeOfSite brand exclusiveUsers preferredUsers entrance exit energyDistributor'),
    ...members('mobilityServiceProvider'),
  },
);

const pointStatus = objectOf(
  {
    reference: object,
    status: wordOf(
      'available blocked charging faulted inoperative occupied outOfOrder outOfStock planned ' +
        'removed reserved unavailable unknown',
    ),
  },
  {
    lastUpdated: instant,
    energyRateUpdate: listOf(
      objectOf(
        { lastUpdated: instant, energyRateReference: reference('EnergyRate') },
        { energyPrice: listOf(price), additionalInformation: anything },
      ),
    ),
    ...members('openingStatus operationStatus regularOperatingHoursInForce statusDescription'),
    ...members('newOperatingHours fault waitingTime plannedRefillPointStatus'),
    ...members('currentVoltage currentChargingPower remainingChargingTime'),
    ...members('nextAvailableChargingSlots supplementalFacilityStatus'),
  },
);

/** An EnergyInfrastructureSiteStatus. */
export const siteStatusShape = objectOf(
  {
    reference: object,
    energyInfrastructureStationStatus: listOf(
      objectOf(
        {
          reference: object,
          refillPointStatus: listOf(objectOf({ aegiElectricChargingPointStatus: pointStatus }), 1),
        },
        { lastUpdated: instant },
      ),
      1,
    ),
  },
  { lastUpdated: instant },
);

const publication = {
  lang: nonEmpty,
  publicationTime: instant,
  publicationCreator: objectOf({ country, nationalIdentifier: nonEmpty }),
  headerInformation: objectOf(
    { informationStatus: wordOf('real test') },
    members('confidentiality'),
  ),
};

const payload = {
  modelBaseVersionG: { is: 'word', of: ['3'] },
  profileNameG: { is: 'word', of: ['AFIR Energy Infrastructure'] },
  profileVersionG: { is: 'word', of: ['01-00-00'] },
} as const satisfies Readonly<Record<string, Shape>>;

/** The static document around its sites. */
export const tableDocument = objectOf({
  payload: objectOf({
    ...payload,
    aegiEnergyInfrastructureTablePublication: objectOf({
      ...publication,
      energyInfrastructureTable: listOf(
        objectOf({ ...identity, energyInfrastructureSite: anything }, members('tableName')),
        1,
      ),
    }),
  }),
});

/** A dynamic document around its sites. */
export const statusDocument = (protocol: string): Shape =>
  objectOf({
    messageContainer: objectOf({
      payload: listOf(
        objectOf({
          ...payload,
          aegiEnergyInfrastructureStatusPublication: objectOf({
            ...publication,
            tableReference: listOf(reference('EnergyInfrastructureTable'), 1),
            energyInfrastructureSiteStatus: anything,
          }),
        }),
        1,
      ),
      exchangeInformation: objectOf({
        exchangeContext: objectOf({
          codedExchangeProtocol: wordOf(protocol),
          exchangeSpecificationVersion: nonEmpty,
          supplierOrCisRequester: anything,
        }),
        dynamicInformation: objectOf({
          exchangeStatus: wordOf('online'),
          messageGenerationTimestamp: instant,
        }),
      }),
    }),
  });
