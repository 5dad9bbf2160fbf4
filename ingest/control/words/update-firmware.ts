// Has a station fetch and install firmware.

import { instant, required, secret, text, utc, utcOrNone, whole } from '../args.ts';
import { part, said, unsayable, word } from '../word.ts';

export const updateFirmware = word({
  name: 'update-firmware',
  about: 'Has the station fetch and install firmware.',
  args: {
    url: required(secret(text('Where the file is; may hold credentials.', 512))),
    retrieve_at: instant('When to fetch it; at once where absent.'),
    install_at: instant('When to install it (not in an unsigned update of 1.6).'),
    retries: whole('How often to try again.', [0, 100]),
    retry_interval_s: whole('Seconds between tries.'),
    signing_certificate: text('Certificate of the signature, PEM.', 5_500),
    signature: text('Signature of the file, base64.', 800),
  },
  say16: (values, { number, askedAt }) => {
    const { url, install_at, retries, retry_interval_s, signing_certificate, signature } = values;
    const fetched = utc(values.retrieve_at ?? askedAt);
    const retrying = { retries, retryInterval: retry_interval_s };
    if (signature !== undefined && signing_certificate !== undefined) {
      const firmware = part({
        location: url,
        retrieveDateTime: fetched,
        installDateTime: utcOrNone(install_at),
        signingCertificate: signing_certificate,
        signature,
      });
      return said('SignedUpdateFirmware', { requestId: number, firmware, ...retrying });
    }
    if (install_at !== undefined)
      return unsayable('OCPP 1.6 cannot be told when to install an unsigned file.');
    return said('UpdateFirmware', { location: url, retrieveDate: fetched, ...retrying });
  },
  say2: (values, { number, askedAt }) =>
    said('UpdateFirmware', {
      requestId: number,
      retries: values.retries,
      retryInterval: values.retry_interval_s,
      firmware: part({
        location: values.url,
        retrieveDateTime: utc(values.retrieve_at ?? askedAt),
        installDateTime: utcOrNone(values.install_at),
        signingCertificate: values.signing_certificate,
        signature: values.signature,
      }),
    }),
});
