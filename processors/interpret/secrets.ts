// What of a payload may be shown: never keys, passwords, certificates, or tokens of others.

/** Names of settings whose values are secret or somebody's, whatever the vendor calls them. */
const secretName =
  /key$|passw|passphrase|secret|credential|cert|token|idtag|rfid|\bpin(?!g)|pin$|psk|private|csr|auth(?!oriz|ctrl|cache|list|enabled)/i;
/** Settings with such a name that are none: limits and switches of the specification. */
const open =
  /^(?:(?:Local)?Auth(?:orize|orization)?(?:CacheEnabled|ListEnabled|ListMaxLength|RemoteTxRequests)|GetConfigurationMaxKeys|CertificateSignedMaxChainSize|CertificateStoreMaxLength|CertSigningRepeatTimes|CertSigningWaitMinimum|AdditionalRootCertificateCheck|CertificateEntries|AuthEnabled|AuthCtrlr|MaxCertificateChainSize)$/i;
const secretValue = /-----BEGIN|^\s*eyJ[\w-]{10,}\./;

/** Longest text taken from a payload into a fact. */
export const shownText_chars = 200;

/** Whether the value of a setting of that name must not be shown. */
export const isSecret = (name: string): boolean => secretName.test(name) && !open.test(name);

/** The value of a setting as it may be shown; empty where it may not. */
export const shownValue = (name: string, value: string): string =>
  isSecret(name) || secretValue.test(value)
    ? ''
    : withoutCredentials(value).slice(0, shownText_chars);

/** An address without user, password and query: signed links carry their key there. */
export const withoutCredentials = (address: string): string =>
  /^[a-z][a-z\d+.-]*:\/\//i.test(address)
    ? address.replace(/[?#].*$/s, '').replace(/^([a-z][a-z\d+.-]*:\/\/)[^/]*@/i, '$1')
    : address;
