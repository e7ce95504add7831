/* The day of one screen as a strip: when it was right, and what it was else. Shape says what colour says: right is full height,
   behind half of it, gone a hollow box, wrong hatched, off on purpose a thin line, and nothing where nobody knows. */
import {t} from './api.js';
import {el} from './dom.js';
import {words} from './display.js';
import {now, zoned} from './frame.js';
import {hour, lasting} from './when.js';

const HOUR = 3600000, ROOM = .16;  // ms; the part of the strip that a word above it takes
const TROUBLE = ['wrong', 'offline', 'behind', 'stale'], TOLD = ['right', ...TROUBLE, 'off'];
const time = zoned({hour: '2-digit', minute: '2-digit'});

/** The stretches of a day as {state, start, end} in epoch ms, `unknown` before anything was known. */
function stretches(day) {
  const known = Math.max(Date.parse(day.start), Date.parse(day.known_from));
  const starts = day.states.map((one) => Math.max(known, Date.parse(one.start)));
  return day.states.map((one, index) => ({state: one.state, start: starts[index], end: starts[index + 1] || now()})).filter((one) => one.end > one.start);
}

/** From when to when the strip goes: whole hours around what is known and what is expected. */
function span(day, known) {
  const hours = day.expected.length ? [Date.parse(day.expected[0].start), Date.parse(day.expected[day.expected.length - 1].until)] : [];
  const all = hours.length && hours[1] - hours[0] >= 23 * HOUR ? [now() - 2 * HOUR, now() + HOUR] : [now(), ...hours];  // all day is no hours at all
  const starts = known.filter((one) => TOLD.includes(one.state)).map((one) => one.start);
  const from = Math.floor(Math.min(...all, ...starts) / HOUR) * HOUR, until = Math.ceil(Math.max(...all) / HOUR) * HOUR;
  return [from - HOUR * (hours.length > 0), Math.max(until, from + 6 * HOUR)];
}

const long = (ms) => (ms < 90000 ? t('%(n)s s', {n: Math.max(1, Math.round(ms / 1000))}) : lasting(ms));

/** @param {Object} day as `GET screens/{name}/day` tells it @return {Element} */
export function strip(day) {
  const known = stretches(day), [from, until] = span(day, known), part = (ms) => Math.min(1, Math.max(0, (ms - from) / (until - from)));
  const put = (made, start, end) => {
    made.style.insetInlineStart = `${100 * part(start)}%`;
    if (end !== undefined) made.style.inlineSize = `${100 * (part(end) - part(start))}%`;
    return made;
  };
  const off = gaps(day, from, until), troubles = known.filter((one) => TROUBLE.includes(one.state));
  const totals = TOLD.map((name) => [name, known.filter((one) => one.state === name).reduce((sum, one) => sum + one.end - one.start, 0)]).filter(([, ms]) => ms);
  const sentences = troubles.map((one) => t('%(state)s %(time)s, %(long)s', {state: words(one.state), time: time.format(one.start), long: long(one.end - one.start)}));
  const spoken = [...totals.map(([name, ms]) => `${words(name)} ${long(ms)}`), ...sentences].join('; ');
  return el('section', {class: 'strip', 'aria-label': t('Today')},
    el('header', null, el('h2', null, t('Today'), ' ', el('span', {class: 'muted'}, expectedWords(day))),
      el('ul', {class: 'strip__legend'}, totals.map(([name, ms]) => el('li', null, el('i', {class: `strip__i strip--${name}`}), `${words(name)} ${long(ms)}`)))),
    el('div', {class: 'strip__bar', role: 'img', 'aria-label': spoken || t('Nothing is known of this day yet.')},
      spaced(troubles, sentences, part).map(([one, text]) => put(el('small', {class: `strip__word strip__word--${one.state}`}, text), one.start)),
      Date.parse(day.known_from) > from && !sentences.length ? el('small', {class: 'strip__word strip__word--none'}, t('not known before %(time)s', {time: time.format(Date.parse(day.known_from))})) : null,
      off.map(([start, end]) => put(el('i', {class: 'strip__b strip--off'}), start, end)),
      known.filter((one) => one.state !== 'unknown' && one.state !== 'never' && one.state !== 'off').map((one) => put(el('i', {class: `strip__b strip--${one.state}`}), one.start, one.end)),
      put(el('i', {class: 'strip__now'}), now())),
    el('div', {class: 'strip__axis', 'aria-hidden': 'true'}, hours(from, until).map((ms) => put(el('small', null, hour(ms)), ms))));
}

/** The words that find room above the strip, those of the latest troubles first. */
function spaced(troubles, sentences, part) {
  let free = Infinity;
  return troubles.map((one, index) => [one, sentences[index]]).reverse().filter(([one]) => {
    const fits = part(one.start) + ROOM <= free;
    if (fits) free = part(one.start);
    return fits;
  });
}

function hours(from, until) {
  const step = until - from > 8 * HOUR ? 2 : 1;
  return Array.from({length: Math.floor((until - from) / HOUR / step) + 1}, (_, n) => from + n * step * HOUR);
}

/** When nobody expects the display, within the strip. */
function gaps(day, from, until) {
  const edges = [from, ...day.expected.flatMap((one) => [Date.parse(one.start), Date.parse(one.until)]), until];
  return edges.flatMap((at, index) => (index % 2 ? [] : [[Math.max(from, at), Math.min(until, edges[index + 1])]])).filter(([start, end]) => end > start);
}

function expectedWords(day) {
  const all = day.expected.length === 1 && Date.parse(day.expected[0].until) - Date.parse(day.expected[0].start) >= 23 * HOUR;
  if (all) return t('expected at all hours');
  return day.expected.length ? t('expected %(hours)s', {hours: day.expected.map((one) => `${time.format(Date.parse(one.start))}–${time.format(Date.parse(one.until))}`).join(', ')}) : t('not expected today');
}
