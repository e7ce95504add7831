/* Displays in words: what a state means, since when, and what to do. */
import {t} from './api.js';
import {el, icon, url} from './dom.js';
import {now, zoned} from './frame.js';

const language = document.documentElement.dataset.language;

const NAMES = {
  right: () => t('Right'), wrong: () => t('Wrong'), behind: () => t('Behind'), stale: () => t('Old agenda'), offline: () => t('Offline'),
  off: () => t('Off on purpose'), unknown: () => t('Not known yet'), never: () => t('Never opened'),
};
const LOOKS = {
  right: ['ok', 'check'], wrong: ['bad', 'err'], behind: ['warn', 'again'], stale: ['warn', 'agenda'], offline: ['bad', 'offline'],
  off: ['none', 'hidden'], unknown: ['none', 'clock'], never: ['none', 'never'],
};
const WHY = {
  hidden: () => t('Its browser hides the page: another window lies above it, or the display sleeps.'),
  revision: () => t('It shows an older state of the agenda or layout.'),
  other: () => t('It shows sessions that do not belong there now.'),
  missing: () => t('A session that is on is missing.'),
  nothing: () => t('No session can be seen, though some are due.'),
  uncovered: () => t('A takeover should cover it, and does not.'),
  notice: () => t('A message is missing, or one that is over still stands there.'),
  agenda: () => t('The agenda has not been confirmed for a while: see Agenda.'),
  stream: () => t('Its connection has ended. Look whether it has power and network.'),
  silent: () => t('It does not report any more. Look whether it has power and network.'),
  new: () => t('It has not reported yet.'),
};
const SHOWS = {
  overview: () => t('now and next'), agenda: () => t('a departure board'), directory: () => t('a directory'), picture: () => t('a picture'),
  slides: () => t('slides'), message: () => t('a message'), page: () => t('a web page'),
};
const time = zoned({hour: '2-digit', minute: '2-digit'});
const day = zoned({weekday: 'short'});

/** The name of a state; with a screen, what is to be said of it: {look, since, cause}. */
export function words(state, screen) {
  const name = NAMES[state] ? NAMES[state]() : state;
  if (!screen) return name;
  const worst = screen.displays.find((one) => one.state === state);
  return {look: LOOKS[state], since: screen.since && state !== 'never' ? `${name} ${lasting(screen.since)}` : name, cause: worst ? because(worst) : state === 'unknown' ? t('The server has lost what it knew: which displays there were is not known.') : t('No display has opened this screen.')};
}

/** A display's state as [kind, icon]. */
export function look(state) {
  return LOOKS[state];
}

/** Where a screen is, or what it shows where it is about no room. */
export function whereabouts(screen) {
  const what = SHOWS[screen.show] ? SHOWS[screen.show]() : '';
  return [screen.room ? t('Room %(name)s', {name: screen.room}) : what.slice(0, 1).toLocaleUpperCase(language) + what.slice(1), screen.floor].filter(Boolean).join(', ');
}

/** The name of a state within a sentence; what is written large behind its first letter, as German nouns are, stays so. */
export function within(state) {
  const name = words(state);
  return name.slice(0, 1).toLocaleLowerCase(language) + name.slice(1);
}

/** What stands on a display, what should, and why. */
export function because(display) {
  const why = WHY[display.why] ? WHY[display.why]() : '';
  if (display.state !== 'wrong' || !['other', 'missing', 'nothing'].includes(display.why)) return why;
  const should = display.should_be || t('nothing');
  return t('On the glass: “%(title)s”; should be: “%(should)s”.', {title: display.title || t('nothing'), should});
}

/** How long ago, in a few characters. */
export function ago(seen) {
  if (!seen) return '';
  return span(Math.max(0, Math.round((now() - Date.parse(seen)) / 1000)));
}

/** Seconds in a few characters: 40 s, 12 min, 5 h, 3 d. */
export function span(seconds) {
  if (seconds < 90) return t('%(n)s s', {n: seconds});
  if (seconds < 5400) return t('%(n)s min', {n: Math.round(seconds / 60)});
  return seconds < 172800 ? t('%(n)s h', {n: Math.round(seconds / 3600)}) : t('%(n)s d', {n: Math.round(seconds / 86400)});
}

/** Since when, by the event's clock. */
export function lasting(since) {
  const at = new Date(since);
  return now() - at < 43200000 ? t('since %(time)s', {time: time.format(at)}) : t('since %(time)s', {time: `${day.format(at)} ${time.format(at)}`});
}

/** The size at which a wall is shown: that of its display, or one of its orientation. */
export function size(screen) {
  const told = screen.displays.map((one) => one.size).find((one) => one && one[0] > 300 && one[1] > 300);
  if (told) return [told[0], told[1]];
  return screen.orientation === 'portrait' ? [1080, 1920] : [1920, 1080];
}

/** The page that pairs a TV as this screen, in the place of a display of it. */
export function pairing(screen, display) {
  return url(`/staff/pair?screen=${encodeURIComponent(screen.name)}${display ? `&replaces=${display.id}` : ''}`);
}

/** What is to know of a screen before one sends to it. */
export function presence(screen) {
  if (screen.state === 'never') return el('span', {class: 'msg__mark', title: t('never opened')}, icon('never'), el('span', {class: 'sr'}, t('never opened')));
  if (['offline', 'off'].includes(screen.state)) return el('span', {class: 'msg__mark', title: t('offline, on return')}, icon('offline'), el('span', {class: 'sr'}, t('offline, on return')));
  return null;
}
