// A ZIP archive without the moments of its making, so that the same content is the same bytes.

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const endBytes = 22;
const entryBytes = 46;
/** 1 January 1980, 00:00, the first moment that the format knows. */
const earliestDate = 0x0021;

const endOf = (view: DataView): number => {
  for (let at = view.byteLength - endBytes; at >= 0; at--) {
    if (view.getUint32(at, true) === endMark) return at;
  }
  throw new TypeError('These bytes are no ZIP archive.');
};

/**
 * The archive with every entry dated 1980-01-01. Content and order stay.
 * Source: PKWARE APPNOTE 6.3, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.16.
 */
export const withoutTimes = (archive: Uint8Array): Uint8Array => {
  const bytes = Uint8Array.from(archive);
  const view = new DataView(bytes.buffer);
  const end = endOf(view);
  const entries = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < entries; i++) {
    if (view.getUint32(at, true) !== entryMark) throw new TypeError('The archive is damaged.');
    view.setUint16(at + 12, 0, true);
    view.setUint16(at + 14, earliestDate, true);
    const local = view.getUint32(at + 42, true);
    view.setUint16(local + 10, 0, true);
    view.setUint16(local + 12, earliestDate, true);
    const names = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    at += entryBytes + names.reduce((sum, length) => sum + length, 0);
  }
  return bytes;
};
