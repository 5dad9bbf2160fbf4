// A message that only a vendor and its stations understand.

import { required, secret, text } from '../args.ts';
import { said, word } from '../word.ts';

export const dataTransfer = word({
  name: 'data-transfer',
  about: 'Sends a message of a vendor.',
  args: {
    vendor_id: required(text('Whose message.', 255)),
    message_id: text('Which message.', 50),
    data: secret(text('Its text.', 65_536)),
  },
  say16: ({ vendor_id, message_id, data }) =>
    said('DataTransfer', { vendorId: vendor_id, messageId: message_id, data }),
  say2: ({ vendor_id, message_id, data }) =>
    said('DataTransfer', { vendorId: vendor_id, messageId: message_id, data }),
});
