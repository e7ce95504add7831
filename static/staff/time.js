/* The page Time: looks at all walls of another time, and at a whole day before it comes (pre-flight). */
import {ApiError, get, t, tn} from './api.js';
import {byId, el, fill, url} from './dom.js';
import {now, zoned} from './frame.js';
import {Flight} from './flight.js';
import {Still} from './still.js';
import {dayOf, daysAround, inSteps, places, stepped} from './timeline.js';
import {hour} from './when.js';

const root = document.documentElement;
const HOUR = 3600000, FINE = 300000;  // ms: a step with Shift; what a click is rounded to
const REFRESH = 60000;  // ms after which the days are asked for again

const clock = zoned({hour: '2-digit', minute: '2-digit'});
const weekday = zoned({weekday: 'long'});
const short = zoned({weekday: 'short', day: 'numeric', month: 'short'});
const long = zoned({weekday: 'long', day: 'numeric', month: 'long'});
const bare = (text) => text.replace(/,/g, '');

const told = {step: 1800000, days: [], screens: [], version: 0};  // by the server
let at = 0;  // the moment that is looked at, epoch ms; 0: now
let walls = [];
const flight = new Flight(byId('preflight'), {short: (ms) => bare(short.format(ms)), clock: (ms) => clock.format(ms), go});

/* What was chosen --------------------------------------------------------------- */

const moment = () => at || now();

/** Look at a moment. @param {number} ms epoch; 0 for now */
function choose(ms) {
  at = ms;
  history.replaceState(null, '', ms ? `#${new Date(ms).toISOString()}` : location.pathname);
  draw();
}
/** Look at a moment of one wall, which is scrolled to. */
function go(path, ms) {
  choose(ms);
  const wall = walls.find((one) => one.path === path);
  if (wall) wall.item.scrollIntoView({block: 'center'});
  if (wall) wall.item.querySelector('a').focus();
}
function fromAddress() {
  const ms = Date.parse(decodeURIComponent(location.hash.slice(1)));
  return Number.isNaN(ms) ? 0 : ms;
}

/* The days ------------------------------------------------------------------------ */

function draw() {
  const current = dayOf(told.days, moment());
  drawMode();
  drawDays(current);
  drawWalls(current);
  flight.day = at ? current : dayOf(told.days, now() + 24 * HOUR) || current;
}
function drawMode() {
  const mode = byId('mode');
  mode.hidden = !at;
  if (at) fill(byId('mode-text'), t('You are looking at %(day)s %(time)s; the walls are not', {day: weekday.format(at), time: clock.format(at)}));
}
function drawDays(current) {
  const shown = daysAround(told.days, current, 3), span = inSteps(shown);
  const text = `${bare(long.format(moment()))}, ${clock.format(moment())}`;
  fill(byId('chosen'), `${bare(short.format(moment()))} ${clock.format(moment())}`);
  const slider = byId('days');
  slider.setAttribute('aria-valuetext', text);
  slider.setAttribute('aria-valuemin', told.days.length ? told.days[0].start : 0);
  slider.setAttribute('aria-valuemax', told.days.length ? told.days[told.days.length - 1].end : 0);
  slider.setAttribute('aria-valuenow', moment());
  fill(slider, shown.map((day) => dayElement(day, span, day === current)));
  slider.hidden = !told.days.length;  // without a day it has no value to tell
  byId('no-days').hidden = !slider.hidden;
}
function dayElement(day, span, isCurrent) {
  const most = Math.max(1, ...told.days.map((one) => Math.max(...one.running)));
  const isToday = dayOf(told.days, now()) === day;
  const bars = el('div', {class: 'bars'}, day.running.slice(span.first, span.after).map((count, number) => bar(day, span.first + number, count / most)));
  const title = el('b', null, bare(short.format(day.start)), el('span', null, isToday ? tn('today, 1 session', 'today, %(n)s sessions', day.sessions) : tn('1 session', '%(n)s sessions', day.sessions)));
  const isNear = at && isToday && isCurrent;  // of two pins the earlier one's label stands before it
  const pins = [
    ...(isToday ? [pin(day, span, now(), t('Now, %(time)s', {time: clock.format(now())}), isNear && at > now() ? ' back' : '')] : []),
    ...(at && isCurrent ? [pin(day, span, at, clock.format(at), isNear && at < now() ? ' me back' : ' me')] : []),
  ];
  const made = el('div', {class: `day${isCurrent ? ' on' : ''}`, onclick: (event) => choose(clicked(event, bars, day, span))}, title, bars, hours(day, span), pins);
  return made;
}
function bar(day, step, part) {
  const from = day.start + step * told.step, chosen = at >= from && at < from + told.step;
  const made = el('i', {class: chosen ? 'at' : null});
  made.style.height = `${100 * part}%`;
  return made;
}
function hours(day, span) {
  return el('div', {class: 'hrs', 'aria-hidden': 'true'}, places(day, span, told.step).map(({part, ms}) => {
    const made = el('span', null, hour(ms));
    made.style.insetInlineStart = `${100 * part}%`;
    return made;
  }));
}
/** How far along a day's bars a moment lies, from 0 to 1. */
function partOf(day, span, ms) {
  return Math.min(1, Math.max(0, ((ms - day.start) / told.step - span.first) / (span.after - span.first)));
}
function pin(day, span, ms, text, kind) {
  const part = partOf(day, span, ms), made = el('div', {class: `pin${kind}${part > .8 ? ' back' : ''}`}, el('span', null, text));
  made.style.insetInlineStart = `${100 * part}%`;
  return made;
}
function clicked(event, bars, day, span) {
  const box = bars.getBoundingClientRect(), x = (event.clientX - box.left) / box.width;
  const part = getComputedStyle(bars).direction === 'rtl' ? 1 - x : x;
  const ms = day.start + (span.first + Math.min(1, Math.max(0, part)) * (span.after - span.first)) * told.step;
  return Math.min(day.end - 1, Math.round(ms / FINE) * FINE);
}
function onKey(event) {
  const forward = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1}[event.key];
  const mirrored = root.dir === 'rtl' && /Left|Right/.test(event.key) ? -1 : 1;
  if (forward) choose(event.shiftKey ? moment() + forward * mirrored * HOUR : stepped(told.days, moment(), forward * mirrored));
  else if (event.key === 'Home') choose(told.days[0].changes[0] || told.days[0].start);
  else if (event.key === 'End') choose(stepped(told.days, Infinity, -1));
  else return;
  event.preventDefault();
}

/* The walls ---------------------------------------------------------------------- */

function drawWalls(current) {
  const next = stepped(told.days, moment(), 1), day = current || dayOf(told.days, moment());
  const many = tn('The one wall at %(time)s', 'All %(n)s walls at %(time)s', told.screens.length, {time: label()});
  byId('walls-title').closest('section').hidden = false;
  fill(byId('walls-title'), many, el('span', null, next > moment() ? t('next change at %(time)s', {time: clock.format(next)}) : ''));
  for (const wall of walls) {
    if (day) wall.still.show(day.date, moment());
    wall.link.href = url(`${wall.path}?at=${encodeURIComponent(new Date(moment()).toISOString().slice(0, 19))}Z`);
  }
}
const label = () => `${bare(zoned({weekday: 'short'}).format(moment()))} ${clock.format(moment())}`;

function makeWalls() {
  for (const wall of walls) wall.still.remove();
  walls = told.screens.map(({name, path, size}) => {
    const still = new Still(path, name, size);
    const link = el('a', {class: 'wall', target: '_blank', rel: 'noopener', 'aria-label': t('%(name)s at full size', {name})}, still.el);
    return {path, still, link, item: el('li', null, link, el('p', null, name))};
  });
  fill(byId('walls'), walls.map(({item}) => item));
}

/* The start ---------------------------------------------------------------------- */

async function load() {
  let time;
  try {
    time = await get('time');
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return;  // the bar says so
  }
  told.step = 1000 * time.step_s;
  told.days = time.days.map((day) => ({...day, start: Date.parse(day.start), end: Date.parse(day.end), changes: day.changes.map(Date.parse)}));
  if (time.version !== told.version) {
    told.version = time.version;
    told.screens = time.walls.map((wall) => ({...wall, size: wall.portrait ? [1080, 1920] : [1920, 1080]}));
    makeWalls();
    flight.screens = told.screens;
  }
  draw();
}

byId('before').addEventListener('click', () => choose(stepped(told.days, moment(), -1)));
byId('after').addEventListener('click', () => choose(stepped(told.days, moment(), 1)));
byId('now').addEventListener('click', () => choose(0));
byId('days').addEventListener('keydown', onKey);
byId('larger').addEventListener('click', () => {
  const large = byId('walls').classList.toggle('large');
  byId('larger').setAttribute('aria-pressed', large);
});
document.addEventListener('signage:back', load);
at = fromAddress();
await load();
setInterval(load, REFRESH);
setInterval(() => { if (!at) draw(); }, 15000);
