/* The event's days as numbers: which day a moment is on, what comes before and after it. A day is as `GET time` tells it, with
   its times in epoch ms. */

const DRAWN = 28;  // steps that days are drawn with at least, where so many are known
const HOURS = 4;  // steps between two hours that are named

/** @return {?Object} the day that a moment is on, or the nearest */
export function dayOf(days, ms) {
  const on = days.find((day) => ms >= day.start && ms < day.end);
  if (on || !days.length) return on || null;
  const away = (day) => Math.min(Math.abs(ms - day.start), Math.abs(ms - day.end));
  return days.reduce((best, day) => (away(day) < away(best) ? day : best));
}
/** @return {Array<Object>} so many days in a row, this one among them */
export function daysAround(days, day, count) {
  const index = Math.max(0, days.indexOf(day));
  const first = Math.max(0, Math.min(index - Math.floor(count / 2), days.length - count));
  return days.slice(first, first + count);
}
/** From which step of a day to which days are drawn, the same for all: where something is on, and a margin. @return {{first: number, after: number}} */
export function inSteps(days) {
  const most = Math.max(DRAWN, ...days.map(({running}) => running.length));
  const firsts = days.map(({running}) => running.findIndex(Boolean)).filter((step) => step >= 0);
  const afters = days.map(({running}) => running.findLastIndex(Boolean) + 1);
  let first = Math.min(...firsts) - 1, after = Math.max(...afters) + 1;
  if (!firsts.length) { first = 0; after = DRAWN; }
  const lacking = Math.max(0, DRAWN - (after - first));
  first = Math.max(0, first - Math.ceil(lacking / 2));
  return {first, after: Math.min(most, Math.max(after, first + DRAWN))};
}
/** The hours that are named below a day's bars. @return {Array<{part: number, ms: number}>} */
export function places(day, span, step) {
  const found = [], count = span.after - span.first;
  for (let number = Math.ceil(span.first / HOURS) * HOURS; number < span.after; number += HOURS) {
    found.push({part: (number - span.first) / count, ms: day.start + number * step});
  }
  return found;
}
/** The change of any wall next to a moment, before (-1) or after it (1); the moment itself where there is none. */
export function stepped(days, ms, forward) {
  const changes = days.flatMap((day) => day.changes);
  const found = forward > 0 ? changes.find((change) => change > ms) : changes.reverse().find((change) => change < ms);
  return found === undefined ? (isFinite(ms) ? ms : days[0].start) : found;
}
