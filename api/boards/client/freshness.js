// How fresh and how complete the data are: asked anew all the time, red when they stand still.

import { ask } from './ask.js';
import { instantText, withUnit } from './units.js';

const asked_ms = 5_000;
/** Beyond this the tables do not follow: whoever reads a number must know. */
const stale_s = 30;

const judged = ({ now, as_of, complete, lag_events }) => {
  const age_s = as_of === null ? null : Math.max(0, (now - Date.parse(as_of)) / 1000);
  if (age_s === null) return ['stale', 'No event is in the tables yet.'];
  const lag = complete ? 'complete' : `${lag_events.toLocaleString('en')} events behind`;
  const at = instantText(Date.parse(as_of));
  if (age_s <= stale_s) return ['fresh', `As of ${at}, ${lag}.`];
  const age = withUnit(age_s, 'dtdurations', 1);
  return ['stale', `STALE: as of ${at}, ${age} ago, ${lag}. The processor does not keep up.`];
};

/** Keeps the header telling. It is a live region, so it is written only where it changes. */
export const watchFreshness = (element) => {
  const show = ([state, text]) => {
    if (element.dataset.state !== state) {
      element.setAttribute('role', state === 'stale' ? 'alert' : 'status');
      element.setAttribute('aria-live', state === 'stale' ? 'assertive' : 'off');
    }
    element.dataset.state = state;
    if (element.textContent !== text) element.textContent = text;
  };
  const look = async () => {
    try {
      show(judged(await ask('/boards/freshness', '', AbortSignal.timeout(asked_ms * 2))));
    } catch {
      show(['stale', 'STALE: the server does not say how fresh the data are.']);
    }
    setTimeout(() => void look(), asked_ms);
  };
  void look();
};
