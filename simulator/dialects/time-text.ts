// How a model writes an instant.

import { instantText } from '../../lib/time.ts';
import type { Model } from '../station.ts';

/** With or without a fraction of a second; nothing is ever lost. */
export const timeText = (at: number, model: Model): string => {
  const text = instantText(at);
  return model.plainSeconds ? text.replace('.000Z', 'Z') : text;
};
