/* Times of the event, in words and in fields: the event's zone, whatever this device's is. */
import {t} from './api.js';
import {now} from './frame.js';

const root = document.documentElement;
const zone = root.dataset.zone, language = root.dataset.language;
const parts = new Intl.DateTimeFormat('en-CA', {timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit'});
const shortDay = new Intl.DateTimeFormat(language, {timeZone: zone, weekday: 'short', day: 'numeric', month: 'short'});

function fields(ms) { return Object.fromEntries(parts.formatToParts(ms).map((part) => [part.type, part.value])); }

/** The event's day of an instant, as 2026-11-24. */
export function dayOf(ms) { const at = fields(ms); return `${at.year}-${at.month}-${at.day}`; }

/** A time of day, 10:51, or with seconds. */
export function clock(ms, seconds) { const at = fields(ms); return `${at.hour}:${at.minute}${seconds ? `:${at.second}` : ''}`; }

/** The hour alone, 10: some languages would put a word behind it, for which an axis has no room. */
export function hour(ms) { return fields(ms).hour; }

/** 10:51, or with the day where that is not today. */
export function when(iso) {
  const ms = Date.parse(iso);
  return dayOf(ms) === dayOf(now()) ? clock(ms) : `${shortDay.format(ms)} ${clock(ms)}`;
}

/** What a field of type datetime-local holds for an instant. */
export function toField(ms) { return `${dayOf(ms)}T${clock(ms)}`; }

/** The instant, epoch ms, that such a field names. */
export function fromField(text) {
  const guess = Date.parse(`${text}:00Z`);
  const offset = (ms) => Date.parse(`${dayOf(ms)}T${clock(ms, true)}Z`) - Math.floor(ms / 1000) * 1000;
  return guess - offset(guess - offset(guess));
}

/** 0.4 s, 14 s, 2 min 10 s. */
export function seconds(value) {
  if (value === null || value === undefined) return '';
  if (value < 60) return t('%(number)s s', {number: value < 10 ? value.toFixed(1) : Math.round(value)});
  return t('%(minutes)s min %(seconds)s s', {minutes: Math.floor(value / 60), seconds: Math.round(value % 60)});
}

/** 3 h 13 min. */
export function lasting(ms) {
  const minutes = Math.max(1, Math.round(ms / 60000)), hours = Math.floor(minutes / 60);
  return [hours && t('%(hours)s h', {hours}), minutes % 60 && t('%(minutes)s min', {minutes: minutes % 60})].filter(Boolean).join(' ');
}
